import type { ImageContract } from '../bake/image-contract.ts';
import { type Environment, type FlagSource, isPlain } from '../catalog/environments/environment.ts';
import { suggest } from '../catalog/nearest.ts';
import { Complaints } from '../catalog/source/complaints.ts';
import type { Step } from '../catalog/source/source-file.ts';
import type { Problem } from '../problem/problem.ts';
import type { ReleaseLock } from './lock.ts';

/** What the image of each role of a release asks for at launch, by role. */
export type Contracts = ReadonlyMap<string, ImageContract>;

/** What in an environment fits no flag and no role of a release, or shows a secret; each at its place. Pure. */
export function environmentProblems(environment: Environment, lock: ReleaseLock, contracts: Contracts): Problem[] {
  const complaints = new Complaints(environment.file);
  for (const [name, source] of Object.entries(environment.flags)) {
    const isSecret = [...contracts.values()].some(({ flags }) => flags.some((one) => one.name === name && one.secret));
    checkSecret({ name, source, isSecret, steps: ['flags', name] }, complaints);
  }
  const roles = lock.members.map(({ role }) => role);
  for (const [role, { flags }] of environment.roles) {
    if (roles.includes(role)) checkRoleFlags(role, flags, contracts, complaints);
    else {
      const message = `release ${lock.release} has no role ${role}`;
      complaints.addKey('unknown-member', message, ['roles', role], suggest(role, roles));
    }
  }
  return complaints.problems;
}

/** Values for all roles whose flag no role of the release has: meant for another release, or misspelt. Pure. */
export function passedOver(environment: Environment, lock: ReleaseLock, contracts: Contracts): string[] {
  const known = new Set([...contracts.values()].flatMap(({ flags }) => flags.map(({ name }) => name)));
  return Object.keys(environment.flags)
    .filter((name) => !known.has(name))
    .map((name) => {
      const { file, line } = environment.file.placeOfKey(['flags', name]);
      return `${file}:${line}: no role of ${lock.release} has a flag ${name}, it is passed over; ${suggest(name, known)}`;
    });
}

/** A value for all roles may be for another release; one for a single role is for a flag of that. */
function checkRoleFlags(
  role: string,
  sources: Readonly<Record<string, FlagSource>>,
  contracts: Contracts,
  complaints: Complaints,
): void {
  const flags = contracts.get(role)?.flags ?? [];
  for (const [name, source] of Object.entries(sources)) {
    const steps = ['roles', role, 'flags', name];
    const flag = flags.find((one) => one.name === name);
    if (flag) checkSecret({ name, source, isSecret: flag.secret, steps }, complaints);
    else {
      const names = flags.map((one) => one.name);
      complaints.addKey('unknown-flag', `the image of ${role} has no flag ${name}`, steps, suggest(name, names));
    }
  }
}

interface Given {
  readonly name: string;
  readonly source: FlagSource;
  readonly isSecret: boolean;
  readonly steps: readonly Step[];
}

function checkSecret({ name, source, isSecret, steps }: Given, complaints: Complaints): void {
  if (!isSecret || !isPlain(source)) return;
  const hint = `${name}: {file: PATH}, {variable: NAME}, {command: [PROGRAM]}, {parameter: NAME} or {secret: NAME}`;
  complaints.add('plain-secret', `${name} is secret, and its value stands in this file`, steps, hint);
}
