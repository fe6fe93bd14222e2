import type { EnvironmentRecord } from '../up/environment-store.ts';
import type { BalancerSpec } from './balancers.ts';
import { haproxyConfig } from './haproxy-config.ts';
import { type NamedHosts, octodnsYaml, zoneFile } from './zone-file.ts';

/** The folder of the config repo that holds a folder for each environment. */
export const ENVIRONMENTS = 'environments/';

/** What runs in an environment, for DNS servers and balancers that are not rolebake's. */
export interface EnvironmentView {
  readonly record: EnvironmentRecord;
  readonly named: NamedHosts;
  readonly balancers: readonly Omit<BalancerSpec, 'environment'>[];
}

/** The environments of one state folder, all of them. */
export interface OurEnvironments {
  /** A word for the state folder: what another one has written stays. */
  readonly owner: string;
  readonly views: readonly EnvironmentView[];
  /** Seconds since 1970. */
  readonly now: number;
}

/**
 * The files of environments in the config repo, by path: ours as they are now, those of others as they were. Ours that
 * have ended go. Pure.
 */
export function environmentFiles(
  before: ReadonlyMap<string, Buffer>,
  ours: OurEnvironments,
): Map<string, string | Buffer> {
  const names = new Set(ours.views.map(({ record }) => record.environment));
  const others = [...before].filter(([path]) => {
    const name = environmentOf(path);
    return !names.has(name) && ownerOf(before.get(`${ENVIRONMENTS}${name}/environment.json`)) !== ours.owner;
  });
  return new Map<string, string | Buffer>([...others, ...ours.views.flatMap((view) => filesOf(view, ours, before))]);
}

const environmentOf = (path: string): string => path.slice(ENVIRONMENTS.length).split('/')[0] ?? '';

function filesOf(
  { record, named, balancers }: EnvironmentView,
  { owner, now }: OurEnvironments,
  before: ReadonlyMap<string, Buffer>,
): [string, string][] {
  const folder = `${ENVIRONMENTS}${record.environment}`;
  const zone = `${folder}/zones/${named.zone}.zone`;
  return [
    [`${folder}/environment.json`, `${JSON.stringify({ ...record, owner }, null, 2)}\n`],
    [zone, zoneFile(named, now, before.get(zone)?.toString('utf8'))],
    [`${folder}/octodns/${named.zone}.yaml`, octodnsYaml(named)],
    ...balancers.map((spec): [string, string] => [`${folder}/haproxy/${spec.role}.cfg`, haproxyConfig(spec)]),
  ];
}

function ownerOf(file: Buffer | undefined): unknown {
  try {
    return (JSON.parse(file?.toString('utf8') ?? '{}') as { readonly owner?: unknown }).owner;
  } catch {
    return undefined;
  }
}
