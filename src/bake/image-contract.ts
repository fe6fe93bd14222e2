import type { Endpoint, Flag, Log, Role } from '../catalog/model.ts';

/** What an image promises and asks for; kept in its tag, so that it can be launched without the catalog. */
export interface ImageContract {
  readonly summary: string;
  /** Tag of the application in it. */
  readonly application?: string;
  readonly flags: readonly Flag[];
  readonly logs: readonly Log[];
  readonly serves: readonly Endpoint[];
}

/** The contract of a role's image. A secret flag has no default, so no secret is in here. */
export function imageContract(role: Role, application: string | undefined): Readonly<Record<string, unknown>> {
  const contract: ImageContract = {
    summary: role.summary,
    ...(application === undefined ? {} : { application }),
    flags: role.flags,
    logs: role.logs,
    serves: role.serves,
  };
  return { ...contract };
}

/** Reads the contract back from a tag's details. */
export const contractOf = (details: Readonly<Record<string, unknown>>): ImageContract => ({
  summary: String(details['summary'] ?? ''),
  ...(typeof details['application'] === 'string' ? { application: details['application'] } : {}),
  flags: (details['flags'] ?? []) as readonly Flag[],
  logs: (details['logs'] ?? []) as readonly Log[],
  serves: (details['serves'] ?? []) as readonly Endpoint[],
});
