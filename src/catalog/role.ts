import type { Problem } from '../problem/problem.ts';
import { checkFilledChecks } from './checks/checks.ts';
import { declaredChecks } from './checks/declared-checks.ts';
import { checkAdded, checkOverrides, checkStatements, type KnownProfiles } from './composition/check.ts';
import { type Composed, compose } from './composition/compose.ts';
import { checkContradictions } from './composition/contradiction.ts';
import { environmentOf } from './composition/environment-words.ts';
import { layerOf } from './composition/layer.ts';
import { placesOf } from './composition/places.ts';
import type { Values } from './composition/statements.ts';
import { checkMixed, checkWhole } from './composition/whole.ts';
import { checkLogUnits, roleLogs, shipperValues } from './logs/logs.ts';
import type { Endpoint, Flag, Profile, ProfileUse, Resource, Role } from './model.ts';
import { RESERVED_CLASS_NAMES } from './reserved.ts';
import { checkClaims } from './resources/claims.ts';
import { checkFlagNeeds } from './resources/flag-needs.ts';
import { toolsOf } from './resources/tools.ts';
import type { Flag as FlagDeclaration, RoleFile } from './role-types.gen.ts';
import { Complaints } from './source/complaints.ts';
import { schemaProblems } from './source/schema-problems.ts';
import { soundParts } from './source/sound-parts.ts';
import type { SourceFile } from './source/source-file.ts';
import { literalOf } from './templates/text.ts';
import { readDeclaredType } from './types/parameter.ts';
import { testValue } from './types/test-value.ts';
import { checkValue } from './types/values.ts';

/** What a role can draw on. */
export interface Surroundings extends KnownProfiles {
  /** The platform's profile that rotates and ships logs. */
  readonly shipper: Profile;
  /** The operating system that roles are baked on. */
  readonly os: string;
}

/** Flags that every role with logs receives: where they go is a matter of the environment. */
const COLLECTOR_FLAGS: readonly Flag[] = [
  { name: 'LOG_COLLECTOR', type: 'hostname', secret: false, description: 'Host that the logs are sent to' },
  { name: 'LOG_COLLECTOR_PORT', type: 'port', secret: false, description: 'TCP port of syslog there', default: 514 },
];

/** A role's file, checked by itself; without data there is no telling what it holds. */
export interface RoleSource {
  readonly file: SourceFile;
  readonly data?: RoleFile;
  /** What of it is right, where its schema refuses the whole. */
  readonly rest?: Partial<RoleFile>;
  readonly complaints: Complaints;
}

/** Opens a role's file. */
export function openRole(file: SourceFile): RoleSource {
  const complaints = new Complaints(file);
  complaints.problems.push(...file.problems);
  if (complaints.problems.length > 0) return { file, complaints };
  complaints.problems.push(...schemaProblems(file, 'role'));
  if (complaints.problems.length > 0) return { file, complaints, rest: soundParts(file.data, 'role') };
  const data = file.data as RoleFile;
  checkName(data, complaints);
  return { file, data, complaints };
}

/** Complains of what else is wrong with a role that its schema refuses, as far as that can be said. */
export function checkRest({ file, rest, complaints }: RoleSource, around: Surroundings): void {
  if (!rest) return;
  const data: RoleFile = { role: '', ...rest };
  checkStatements(layerOf(file, [], around.profiles, data), around, complaints);
  readFlags(data, complaints);
}

/**
 * Reads a role over those that it extends; without these, because something is wrong with them, only its own file is
 * checked. What is wrong goes into the complaints of the source; the role is only right if there are none.
 */
export function readRole(
  { file, data = { role: '' }, complaints }: RoleSource,
  parents: readonly Role[] | undefined,
  around: Surroundings,
): Role | undefined {
  const above = (parents ?? []).map((parent) => parent.layer);
  const layer = layerOf(file, above, around.profiles);
  checkStatements(layer, around, complaints);
  if (!parents) {
    readFlags(data, complaints);
    return undefined;
  }
  checkAdded(layer, around, complaints);
  checkOverrides(layer, complaints);
  const composed = compose(layer);
  checkContradictions(composed, complaints);
  const placed = new Complaints(placesOf(composed));
  const checks = declaredChecks(data.checks ?? [], `role ${data.role}`, new Map(), complaints);
  const inherited = parents.flatMap((parent) => parent.checks);
  const role = { ...roleOf(composed, around.shipper, placed), checks: [...inherited, ...checks] };
  if (!role.isAbstract && complaints.problems.length === 0) checkMixed(composed, around.broken, placed);
  if (!role.isAbstract) checkWhole(composed, around.broken, complaints);
  if (!role.isAbstract && complaints.problems.length + placed.problems.length === 0 && isWhole(role, around)) {
    checkTools(role, complaints);
    checkClaims(role, around.os, placed);
    checkFlagNeeds(role, around.os, placed);
    checkLogUnits(role.logs, unitsOf(role, around.shipper), placed);
    checkFilledChecks(role, around.os, placed);
  }
  complaints.problems.push(...placed.problems.map((problem) => inRole(problem, role)));
  return role;
}

/** A problem in a file that the role extends or uses is one of this role only. */
const inRole = (problem: Problem, { name, file }: Role): Problem =>
  problem.place?.file === file.path ? problem : { ...problem, message: `${problem.message}, in role ${name}` };

/** Some tool must be able to make the role. */
function checkTools({ profiles }: Role, complaints: Complaints): void {
  if (toolsOf(profiles).length > 0) return;
  const only = profiles.flatMap(({ profile: { name, tools } }) => (tools.length === 1 ? [`${name}: ${tools[0]}`] : []));
  const hint = `made for one tool only: ${only.join(', ')}`;
  complaints.add('no-tool', 'neither Puppet nor Chef has all profiles of this role', ['uses'], hint);
}

/** Whether all that the role uses is known: only then can be said what it lacks. */
const isWhole = (role: Role, { broken }: Surroundings): boolean =>
  role.profiles.every(({ profile }) => [profile.name, ...profile.uses].every((name) => !broken.has(name)));

function roleOf(composed: Composed, shipper: Profile, complaints: Complaints): Omit<Role, 'checks'> {
  const { data, layer } = composed;
  const logs = roleLogs(data, complaints);
  const flags = [...readFlags(data, complaints), ...(logs.length > 0 ? COLLECTOR_FLAGS : [])];
  const profiles = composed.profiles.map(({ profile, values }) => useOf(profile, values, flags));
  return {
    name: data.role,
    summary: data.summary ?? `A machine for ${data.role}`,
    file: layer.file,
    layer,
    isAbstract: data.abstract ?? false,
    ...(data.application === undefined ? {} : { application: data.application }),
    profiles: logs.length > 0 ? [...profiles, shipperUse(data.role, logs, profiles, shipper)] : profiles,
    logs,
    flags,
    serves: Object.entries(data.serves ?? {}).map(([name, endpoint]): Endpoint => ({ name, ...endpoint })),
  };
}

function checkName(data: RoleFile, complaints: Complaints): void {
  if (!complaints.file.path.endsWith(`/${data.role}.yaml`)) {
    complaints.add(
      'misnamed-file',
      `role ${data.role} must be in ${data.role}.yaml`,
      ['role'],
      'rename one of the two',
    );
  }
  if (RESERVED_CLASS_NAMES.has(data.role)) {
    complaints.add(
      'reserved-name',
      `${data.role} is a word of Puppet and cannot name a role`,
      ['role'],
      `${data.role}_role`,
    );
  }
}

function readFlags(data: RoleFile, complaints: Complaints): Flag[] {
  return Object.entries(data.flags ?? {}).map(([name, flag]) => {
    const steps = ['flags', name];
    if (COLLECTOR_FLAGS.some((one) => one.name === name)) {
      complaints.addKey('reserved-name', `${name} comes with the logs of a role`, steps, 'leave it out');
    }
    const { secret = false, description = '', default: fallback, example, overrides: _, ...declared } = flag;
    checkDefault(name, flag, complaints);
    const type = readDeclaredType(
      secret || fallback === undefined ? declared : { ...declared, default: fallback },
      complaints,
      steps,
    );
    const given = {
      ...(fallback === undefined ? {} : { default: fallback }),
      ...(example === undefined ? {} : { example }),
    };
    const read: Flag = { name, ...type, secret, description, ...given };
    checkExample(read, complaints);
    return read;
  });
}

/** A bake launches its image to test it, and must have a value for each flag. */
function checkExample(flag: Flag, complaints: Complaints): void {
  const steps = ['flags', flag.name];
  if (flag.example !== undefined) checkValue(flag.example, flag, complaints, [...steps, 'example']);
  else if (flag.pattern !== undefined && testValue(flag) === undefined) {
    const message = `no value can be made up for the flag ${flag.name}, and a bake launches its image to test it`;
    complaints.addKey('missing-example', message, steps, `${flag.name}: {..., example: VALUE}`);
  }
}

function checkDefault(
  name: string,
  { secret, type, default: fallback }: FlagDeclaration,
  complaints: Complaints,
): void {
  const word = fallback === undefined ? undefined : environmentOf(fallback, { type });
  const code = secret ? 'wrong-value' : 'environment-value';
  const message = secret
    ? `the secret flag ${name} cannot have a default: it would be in the image`
    : `the default of ${name} belongs to one environment: ${word}`;
  if (fallback !== undefined && (secret || word !== undefined))
    complaints.add(code, message, ['flags', name, 'default'], 'leave the default out; the value is given at launch');
}

const useOf = (profile: Profile, values: Values, flags: readonly Flag[]): ProfileUse => {
  const named = new Set(profile.flagNeeds.map((need) => need.flag));
  const names = flags.filter((flag) => !COLLECTOR_FLAGS.includes(flag) || named.has(flag.name)).map(({ name }) => name);
  const takesFlags = names.length > 0 && profile.parameters.has('flags');
  return { profile, values: takesFlags ? { ...values, flags: names } : values };
};

/** Names of the services of a resource, where they are the same on every machine. */
const servicesOf = ({ parts }: Resource): string[] =>
  parts.flatMap((part) => (part.type === 'service' ? (literalOf(part.name) ?? []) : []));

/** The units of a role's machine; undefined if their names are known on the machine only. */
function unitsOf(role: Pick<Role, 'profiles'>, shipper: Profile): string[] | undefined {
  const resources = role.profiles
    .filter(({ profile }) => profile !== shipper)
    .flatMap(({ profile }) => profile.resources);
  const parts = resources.flatMap((resource) => resource.parts).filter((part) => part.type === 'service');
  const names = parts.flatMap((part) => literalOf(part.name) ?? []);
  return names.length === parts.length ? names : undefined;
}

/** The logging profile with what the role says about its logs. */
function shipperUse(role: string, logs: Role['logs'], profiles: readonly ProfileUse[], shipper: Profile): ProfileUse {
  const resources = profiles.flatMap(({ profile }) => profile.resources);
  const named = (kind: string) => resources.filter((one) => one.kind === kind).flatMap(servicesOf);
  const writers = { units: named('unit'), services: named('service').map((name) => name.replace(/\.service$/, '')) };
  return { profile: shipper, values: shipperValues(role, logs, writers, shipper.name) };
}
