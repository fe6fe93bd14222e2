import type { Environment, FlagSource } from '../catalog/environments/environment.ts';
import type { FlagValue } from '../catalog/environments/flag-value.ts';
import { serviceHost } from '../naming/names.ts';
import { type Problem, Refusal } from '../problem/problem.ts';
import type { Contracts } from './environment-problems.ts';
import { type FlagValues, flagValues, type GivenFlag } from './flag-values.ts';
import type { LockedMember, ReleaseLock } from './lock.ts';

/** The flags of each role in an environment, by role. */
export type ReleaseFlags = ReadonlyMap<string, FlagValues>;

/**
 * The flags of every role of a release: what the release connects, what the environment says for the role, what it says
 * for all, and defaults. A Refusal names all that is missing or ill-typed, and no value of a secret.
 */
export async function releaseFlags(
  lock: ReleaseLock,
  environment: Environment,
  contracts: Contracts,
  read: (source: FlagSource) => Promise<FlagValue>,
): Promise<ReleaseFlags> {
  const problems: Problem[] = [];
  const all = new Map<string, FlagValues>();
  for (const member of lock.members) {
    const flags = contracts.get(member.role)?.flags ?? [];
    try {
      const given = await givenTo(member, lock, environment, flags, read);
      all.set(member.role, flagValues(flags, given));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      problems.push(...error.problems.map((problem) => inRole(problem, member, environment)));
    }
  }
  if (problems.length > 0) throw new Refusal(problems);
  return all;
}

async function givenTo(
  member: LockedMember,
  lock: ReleaseLock,
  environment: Environment,
  flags: readonly { readonly name: string }[],
  read: (source: FlagSource) => Promise<FlagValue>,
): Promise<GivenFlag[]> {
  const sources = { ...environment.flags, ...environment.roles.get(member.role)?.flags };
  const connected = connectedFlags(member, lock, environment);
  const given: GivenFlag[] = [];
  for (const { name } of flags) {
    const source = sources[name];
    if (connected.has(name)) given.push([name, connected.get(name) ?? '']);
    else if (source !== undefined) given.push([name, await read(source)]);
  }
  return given;
}

/** Where the balancers are that a role is connected to. */
function connectedFlags(
  { connections }: LockedMember,
  lock: ReleaseLock,
  environment: Environment,
): ReadonlyMap<string, string> {
  return new Map(
    connections.map(({ flag, type, role, port }) => {
      const host = serviceHost(role, environment.name, environment.zone ?? lock.zone);
      if (type === 'port') return [flag, String(port)];
      return [flag, type === 'url' ? `http://${host}${port === 80 ? '' : `:${port}`}/` : host];
    }),
  );
}

function inRole(problem: Problem, { role }: LockedMember, { name, file }: Environment): Problem {
  const { hint: _, ...rest } = problem;
  const place = file.placeOf(['roles', role, 'flags']);
  const hint = `in environments/${name}.yaml: flags: {NAME: VALUE}, for all roles or for ${role} alone`;
  return { ...rest, message: `role ${role}: ${problem.message}`, place, hint };
}
