import { Complaints } from './complaints.ts';
import { roleLogs, shipperValues } from './logs.ts';
import type { Endpoint, Flag, Profile, ProfileUse, Resource, Role } from './model.ts';
import { suggest } from './nearest.ts';
import { inOrder } from './order.ts';
import { readDeclaredType } from './parameter.ts';
import { RESERVED_CLASS_NAMES } from './reserved.ts';
import type { RoleFile } from './role-types.gen.ts';
import { show } from './schema-complaint.ts';
import { schemaProblems } from './schema-problems.ts';
import type { SourceFile, Step } from './source-file.ts';
import { literalOf } from './text.ts';
import type { Value } from './value.ts';
import { checkNoHoles, checkValue, requiredParameters } from './values.ts';

/** What a role can draw on. */
export interface Surroundings {
  readonly profiles: ReadonlyMap<string, Profile>;
  /** Profiles whose file is there but wrong: what is wrong has been said already. */
  readonly broken: ReadonlySet<string>;
  /** The platform's profile that rotates and ships logs. */
  readonly shipper: Profile;
}

/** Flags that every role with logs receives: where they go is a matter of the environment. */
const COLLECTOR_FLAGS: readonly Flag[] = [
  { name: 'LOG_COLLECTOR', type: 'hostname', secret: false, description: 'Host that the logs are sent to' },
  { name: 'LOG_COLLECTOR_PORT', type: 'port', secret: false, description: 'TCP port of syslog there', default: 514 },
];

/** Reads a role. What is wrong with it goes into complaints; the role is only right if there are none. */
export function readRole(file: SourceFile, around: Surroundings): { role?: Role; complaints: Complaints } {
  const complaints = new Complaints(file);
  complaints.problems.push(...file.problems, ...(file.problems.length > 0 ? [] : schemaProblems(file, 'role')));
  if (complaints.problems.length > 0) return { complaints };
  const data = file.data as RoleFile;
  checkName(data, complaints);
  const logs = roleLogs(data, complaints);
  const flags = [...readFlags(data, complaints), ...(logs.length > 0 ? COLLECTOR_FLAGS : [])];
  const uses = readUses(data, around, complaints);
  const ordered = inOrder([...uses.keys()], around.profiles);
  const profiles = ordered.map((profile) => useOf(profile, uses.get(profile.name), flags));
  checkRequired(
    profiles.filter(({ profile }) => !around.broken.has(profile.name)),
    data,
    complaints,
  );
  const serves = Object.entries(data.serves ?? {}).map(([name, endpoint]): Endpoint => ({ name, ...endpoint }));
  const role: Role = {
    name: data.role,
    summary: data.summary ?? `A machine for ${data.role}`,
    file,
    ...(data.application === undefined ? {} : { application: data.application }),
    profiles: logs.length > 0 ? [...profiles, shipperUse(data.role, logs, profiles, around.shipper)] : profiles,
    logs,
    flags,
    serves,
  };
  return { role, complaints };
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
    if (flag.secret && flag.default !== undefined) {
      complaints.add(
        'wrong-value',
        `the secret flag ${name} cannot have a default: it would be in the image`,
        [...steps, 'default'],
        'leave the default out; the value is given at launch',
      );
    }
    const { secret = false, description = '', default: fallback, ...declared } = flag;
    const type = readDeclaredType(
      secret || fallback === undefined ? declared : { ...declared, default: fallback },
      complaints,
      steps,
    );
    return { name, ...type, secret, description, ...(fallback === undefined ? {} : { default: fallback }) };
  });
}

type Values = Readonly<Record<string, Value>>;

function readUses(data: RoleFile, around: Surroundings, complaints: Complaints): Map<string, Values> {
  const uses = new Map<string, Values>();
  for (const [index, written] of data.uses.entries()) {
    const [name = '', values = {}] = typeof written === 'string' ? [written] : (Object.entries(written)[0] ?? []);
    const steps: Step[] = typeof written === 'string' ? ['uses', index] : ['uses', index, name];
    const profile = around.profiles.get(name);
    if (profile && uses.has(name))
      complaints.addKey('duplicate-name', `profile ${name} is used twice`, steps, 'give its parameters in one place');
    else if (!around.broken.has(name)) checkUse(name, values as Values, around, complaints, steps);
    if (profile && !uses.has(name)) uses.set(name, values as Values);
  }
  return uses;
}

function checkUse(name: string, values: Values, around: Surroundings, complaints: Complaints, steps: Step[]): void {
  const profile = around.profiles.get(name);
  if (profile) checkValues(profile, values, complaints, steps);
  else
    complaints.addKey('unknown-profile', `there is no profile ${name}`, steps, suggest(name, around.profiles.keys()));
}

function checkValues(profile: Profile, values: Values, complaints: Complaints, steps: readonly Step[]): void {
  for (const [name, value] of Object.entries(values)) {
    const parameter = name === 'flags' ? undefined : profile.parameters.get(name);
    const here = [...steps, name];
    const known = [...profile.parameters.keys()].filter((one) => one !== 'flags');
    if (!parameter)
      complaints.addKey(
        'unknown-parameter',
        `profile ${profile.name} has no parameter ${show(name)}`,
        here,
        suggest(name, known),
      );
    else {
      const before = complaints.problems.length;
      checkNoHoles(value, complaints, here);
      if (complaints.problems.length === before) checkValue(value, parameter.type, complaints, here);
    }
  }
}

const useOf = (profile: Profile, values: Values | undefined, flags: readonly Flag[]): ProfileUse => {
  const names = flags.filter((flag) => !COLLECTOR_FLAGS.includes(flag)).map((flag) => flag.name);
  const takesFlags = names.length > 0 && profile.parameters.has('flags');
  return { profile, values: takesFlags ? { ...values, flags: names } : { ...values } };
};

function checkRequired(profiles: readonly ProfileUse[], data: RoleFile, complaints: Complaints): void {
  for (const { profile, values } of profiles) {
    for (const name of requiredParameters(profile.parameters).filter((one) => !Object.hasOwn(values, one))) {
      const index = data.uses.findIndex(
        (use) => use === profile.name || (typeof use === 'object' && Object.hasOwn(use, profile.name)),
      );
      const type = profile.parameters.get(name)?.type.type;
      const hint = `- ${profile.name}: {${name}: ...} (${type})`;
      complaints.add(
        'missing-parameter',
        `profile ${profile.name} needs ${name}`,
        index < 0 ? ['uses'] : ['uses', index],
        hint,
      );
    }
  }
}

/** Names of the services of a resource, where they are the same on every machine. */
const servicesOf = ({ parts }: Resource): string[] =>
  parts.flatMap((part) => (part.type === 'service' ? (literalOf(part.name) ?? []) : []));

/** The logging profile with what the role says about its logs. */
function shipperUse(role: string, logs: Role['logs'], profiles: readonly ProfileUse[], shipper: Profile): ProfileUse {
  const units = profiles.flatMap(({ profile }) =>
    profile.resources.filter(({ kind }) => kind === 'unit').flatMap(servicesOf),
  );
  return { profile: shipper, values: shipperValues(role, logs, units) };
}
