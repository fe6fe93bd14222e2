import { suggest } from '../nearest.ts';
import { cycleFrom } from '../order.ts';
import type { Complaints } from '../source/complaints.ts';
import type { KnownRoles } from './release.ts';
import type { ReleaseFile } from './release-types.gen.ts';

/** Complains of roles that the catalog does not have, or that a release cannot start in any order. */
export function checkMembers(data: ReleaseFile, { roles, lost }: KnownRoles, complaints: Complaints): void {
  const names = Object.keys(data.roles);
  for (const name of names) {
    if (roles.has(name) || lost.has(name)) continue;
    const message = `there is no role ${name} that is baked`;
    complaints.addKey('unknown-member', message, ['roles', name], suggest(name, roles.keys()));
  }
  for (const name of names) checkAfter(name, data, complaints);
  checkCycles(data, complaints);
}

function checkAfter(name: string, data: ReleaseFile, complaints: Complaints): void {
  for (const [index, other] of (data.roles[name]?.after ?? []).entries()) {
    if (data.roles[other]) continue;
    const hint = suggest(other, Object.keys(data.roles));
    const message = `${name} starts after ${other}, which is no role of this release`;
    complaints.add('unknown-member', message, ['roles', name, 'after', index], hint);
  }
}

function checkCycles(data: ReleaseFile, complaints: Complaints): void {
  const all = new Map(Object.entries(data.roles).map(([name, { after }]) => [name, { uses: after ?? [] }]));
  const told = new Set<string>();
  for (const name of all.keys()) {
    const cycle = told.has(name) ? undefined : cycleFrom(name, all);
    if (!cycle) continue;
    for (const one of cycle) told.add(one);
    const message = `roles wait for each other in a circle: ${cycle.join(' -> ')}`;
    complaints.add('cycle', message, ['roles', name, 'after'], 'take one of these out of its after');
  }
}
