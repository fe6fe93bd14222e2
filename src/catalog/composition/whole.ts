import type { Complaints } from '../source/complaints.ts';
import type { Step } from '../source/source-file.ts';
import { checkValue, requiredParameters } from '../types/values.ts';
import type { Answer } from './answer.ts';
import type { Composed } from './compose.ts';
import type { Layer } from './layer.ts';
import { partOf } from './part-type.ts';
import type { ResolvedProfile } from './resolve.ts';
import type { Cell } from './settle.ts';
import { usesOf } from './statements.ts';

/** Complains of values that are only wrong once the answers of several files are put together. */
export function checkMixed({ profiles }: Composed, broken: ReadonlySet<string>, complaints: Complaints): void {
  for (const { profile, cells, values } of profiles) {
    if (broken.has(profile.name)) continue;
    const mixed = mixedParameters(cells);
    for (const [name, value] of Object.entries(values)) {
      const type = profile.parameters.get(name)?.type;
      if (type && (mixed.has(name) || partOf(type) !== type))
        checkValue(value, type, complaints, ['uses', profile.name, name]);
    }
  }
}

/** Parameters whose value is from several files, or from one that could not know their type. */
function mixedParameters(cells: readonly Cell[]): ReadonlySet<string> {
  const mixed = new Set<string>();
  const givers = new Map<string, Answer['by']>();
  for (const { path, holds, adds } of cells) {
    const [name = ''] = path;
    const by = holds[0]?.by;
    if (adds.length > 0 || (by && !('lineage' in by)) || (givers.has(name) && givers.get(name) !== by)) mixed.add(name);
    if (by) givers.set(name, by);
  }
  return mixed;
}

/** Complains of what a role lacks to be compiled. */
export function checkWhole(composed: Composed, broken: ReadonlySet<string>, complaints: Complaints): void {
  checkUsed(composed.layer, complaints);
  for (const resolved of composed.profiles)
    if (!broken.has(resolved.profile.name)) checkRequired(composed.layer, resolved, complaints);
}

function checkUsed({ data, lineage }: Layer, complaints: Complaints): void {
  if (lineage.some((one) => (one.data.uses ?? []).length > 0)) return;
  if (data.uses) complaints.add('wrong-value', 'uses needs at least 1 item', ['uses']);
  else if (lineage.length > 1) complaints.add('missing-key', 'what this role extends uses no profile', ['extends']);
  else complaints.add('missing-key', 'uses is missing', [], 'add uses: ...');
}

function checkRequired(layer: Layer, { profile, values, awaited }: ResolvedProfile, complaints: Complaints): void {
  for (const name of requiredParameters(profile.parameters)) {
    if (Object.hasOwn(values, name) || awaited.includes(name)) continue;
    const hint = `- ${profile.name}: {${name}: ...} (${profile.parameters.get(name)?.type.type})`;
    const declared = { place: profile.file.placeOfKey(['parameters', name]), message: 'declared here' };
    const message = `profile ${profile.name} needs ${name}`;
    complaints.add('missing-parameter', message, usePlace(layer, profile.name), hint, declared);
  }
}

/** Where a role's own file brings a profile in. */
function usePlace({ data, lineage }: Layer, profile: string): Step[] {
  const index = usesOf(data.uses ?? []).findIndex((use) => use.profile === profile);
  if (index >= 0) return ['uses', index];
  return [lineage.length > 1 ? 'extends' : 'uses'];
}
