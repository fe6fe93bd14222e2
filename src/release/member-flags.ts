import type { Environment, FlagSource } from '../catalog/environments/environment.ts';
import type { FlagValue } from '../catalog/environments/flag-value.ts';
import type { Flag } from '../catalog/model.ts';
import type { Step } from '../catalog/source/source-file.ts';
import { serviceHost } from '../naming/names.ts';
import { type Problem, Refusal } from '../problem/problem.ts';
import type { Contracts } from './environment-problems.ts';
import { type FlagValues, flagValues } from './flag-values.ts';
import type { LockedMember, ReleaseLock } from './lock.ts';

/** The flags of each role in an environment, by role. */
export type ReleaseFlags = ReadonlyMap<string, FlagValues>;

/** Where a flag gets what it is given as. */
interface Origin {
  readonly read: () => Promise<FlagValue>;
  /** In the environment's file; none for what the release connects. */
  readonly steps: readonly Step[];
}

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
  const complaints: RoleProblem[] = [];
  const all = new Map<string, FlagValues>();
  for (const member of lock.members) {
    const connected = connectedFlags(member, lock, environment);
    let values: FlagValues = {};
    for (const flag of contracts.get(member.role)?.flags ?? []) {
      const origin = originOf(flag.name, member, connected, environment, read);
      try {
        values = { ...values, ...flagValues([flag], origin ? [[flag.name, await origin.read()]] : []) };
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        const { role } = member;
        complaints.push(...error.problems.map((one) => ({ role, problem: placed(one, flag, origin, environment) })));
      }
    }
    all.set(member.role, values);
  }
  if (complaints.length > 0) throw new Refusal(together(complaints));
  return all;
}

/**
 * The values of all secret flags as logs may show them, as far as they are more than a few letters: whole, line by line, in
 * Base64, and escaped as in a URL or in JSON. Longest first, for one may hold another.
 */
export function secretsOf(contracts: Contracts, flags: ReleaseFlags): string[] {
  const all = [...contracts].flatMap(([role, contract]) => {
    const secret = contract.flags.filter((flag) => flag.secret);
    return secret.map(({ name }) => flags.get(role)?.[name]);
  });
  const texts = all.flatMap((value) => (typeof value === 'string' && value.length > 3 ? formsOf(value) : []));
  return [...new Set(texts)].sort((one, other) => other.length - one.length);
}

/** Short lines of a value are left out: they are in too much else. */
function formsOf(value: string): string[] {
  const lines = value.split('\n').filter((line) => line.length > 7);
  const bytes = Buffer.from(value);
  const inUrl = encodeURIComponent(value.toWellFormed());
  return [
    value,
    ...lines,
    bytes.toString('base64'),
    bytes.toString('base64url'),
    inUrl,
    JSON.stringify(value).slice(1, -1),
  ];
}

function originOf(
  name: string,
  { role }: LockedMember,
  connected: ReadonlyMap<string, string>,
  environment: Environment,
  read: (source: FlagSource) => Promise<FlagValue>,
): Origin | undefined {
  const address = connected.get(name);
  if (address !== undefined) return { read: async () => address, steps: [] };
  const own = environment.roles.get(role)?.flags[name];
  if (own !== undefined) return { read: () => read(own), steps: ['roles', role, 'flags', name] };
  const shared = environment.flags[name];
  return shared === undefined ? undefined : { read: () => read(shared), steps: ['flags', name] };
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

/** A problem where the value is said, or with what to write where none is. */
function placed(problem: Problem, { name, secret }: Flag, origin: Origin | undefined, { file }: Environment): Problem {
  if (origin) return { ...problem, place: file.placeOf(origin.steps) };
  const value = secret ? '{file: PATH}' : 'VALUE';
  const hint = `in ${file.path}: flags: {${name}: ${value}}, for all roles, or the same for one role alone`;
  return { ...problem, place: file.placeOf(['flags']), hint };
}

interface RoleProblem {
  readonly role: string;
  readonly problem: Problem;
}

/** What is wrong for several roles in the same way is told once. */
function together(complaints: readonly RoleProblem[]): Problem[] {
  const same = Map.groupBy(complaints, ({ problem }) => JSON.stringify(problem));
  return [...same.values()].flatMap((all) => {
    const roles = all.map(({ role }) => role);
    const whose = `role${roles.length > 1 ? 's' : ''} ${roles.join(', ')}`;
    return all.slice(0, 1).map(({ problem }) => ({ ...problem, message: `${whose}: ${problem.message}` }));
  });
}
