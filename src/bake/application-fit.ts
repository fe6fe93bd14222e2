import type { DeclaredFlag, Declares } from '../catalog/applications/application.ts';
import { compose } from '../catalog/composition/compose.ts';
import { placesOf } from '../catalog/composition/places.ts';
import type { Flag, Role } from '../catalog/model.ts';
import { suggest } from '../catalog/nearest.ts';
import { Complaints } from '../catalog/source/complaints.ts';
import { isTextType, type TypeName } from '../catalog/types/parameter-type.ts';
import type { TagRecord } from '../ledger/ledger.ts';
import { accountName } from '../naming/names.ts';
import type { Problem } from '../problem/problem.ts';

/**
 * What a role expects of its application that the newest release of it does not declare, at its place in the catalog:
 * flags that it does not take, or not so, and logs that it does not write. A flag that a certificate is made of is not
 * the application's, nor is a log that another account writes. Nothing of an application that declares nothing. Pure.
 */
export function applicationProblems(role: Role, heads: readonly TagRecord[]): Problem[] {
  const head = heads.find(({ entry }) => entry.stream === 'app' && entry.name === role.application);
  if (!head) return [];
  const { flags, logs } = (head.entry.details['declares'] ?? {}) as Declares;
  const composed = compose(role.layer);
  const complaints = new Complaints(placesOf(composed));
  const declared = Object.keys(composed.data.flags ?? {});
  if (flags) for (const flag of takenFlags(role, declared)) checkFlag(flag, flags, head.tag, complaints);
  if (logs) checkLogs(role, logs, head.tag, complaints);
  return complaints.problems;
}

function takenFlags({ flags, profiles }: Role, declared: readonly string[]): Flag[] {
  const needs = profiles.flatMap(({ profile }) => profile.flagNeeds);
  const others = new Set(needs.flatMap(({ flag, resource }) => (resource.kind === 'certificate' ? [flag] : [])));
  return flags.filter(({ name }) => declared.includes(name) && !others.has(name));
}

function checkFlag(
  { name, type, secret }: Flag,
  declared: readonly DeclaredFlag[],
  tag: string,
  complaints: Complaints,
): void {
  const steps = ['flags', name];
  const taken = declared.find((one) => one.name === name);
  if (!taken) {
    const names = declared.map((one) => one.name);
    const instead = names.length === 0 ? 'leave it out, or tag a release that takes it' : suggest(name, names);
    complaints.addKey('unfit-application', `${tag} takes no flag ${name}`, steps, instead);
    return;
  }
  if (!accepts(taken.type, type)) {
    const message = `${tag} takes the flag ${name} as ${taken.type}, not ${type}`;
    complaints.addKey('unfit-application', message, steps, `${name}: {type: ${taken.type}}`);
  }
  if (taken.secret && !secret) {
    const message = `${tag} says that its flag ${name} is secret; here it is not`;
    complaints.addKey('unfit-application', message, steps, `${name}: {type: ${type}, secret: true}`);
  }
}

/** Whether each value of the second type is one of the first. */
const accepts = (wide: TypeName, narrow: TypeName): boolean =>
  wide === narrow || (wide === 'string' ? isTextType({ type: narrow }) : (WIDER[wide] ?? []).includes(narrow));

const WIDER: Partial<Record<TypeName, readonly TypeName[]>> = {
  number: ['integer', 'port'],
  integer: ['port'],
  hostname: ['fqdn'],
  ip: ['ipv4', 'ipv6'],
};

function checkLogs({ logs, application = '' }: Role, written: readonly string[], tag: string, complaints: Complaints) {
  for (const log of logs) {
    if (!('path' in log) || log.owner !== accountName(application)) continue;
    if (written.includes(log.name) || written.includes(log.path)) continue;
    const hint = `it writes ${written.length === 0 ? 'none' : written.join(', ')}; one of another program has an owner: ACCOUNT`;
    complaints.addKey('unfit-application', `${tag} writes no log ${log.path}`, ['logs', log.name], hint);
  }
}
