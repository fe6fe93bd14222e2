import { suggest } from '../catalog/nearest.ts';
import type { Release } from '../catalog/releases/release.ts';
import type { TagRecord } from '../ledger/ledger.ts';
import { type Problem, Refusal } from '../problem/problem.ts';

/**
 * The tag that each role of a release takes: one that is asked for by name, else the head. A Refusal names every role
 * that has none, and every wish that is for no role of the release.
 */
export function pickTags(
  release: Release,
  heads: readonly TagRecord[],
  wished: readonly TagRecord[],
): ReadonlyMap<string, TagRecord> {
  const names = release.members.map(({ role }) => role.name);
  const problems: Problem[] = wished.flatMap((record) => wishProblems(record, names, wished));
  const picked = names.flatMap((name): [string, TagRecord][] => {
    const record = [...wished, ...heads].find(({ entry }) => entry.stream === 'role' && entry.name === name);
    if (record) return [[name, record]];
    problems.push({ code: 'unknown-tag', message: `role/${name} has no tag that fits`, hint: `rolebake bake ${name}` });
    return [];
  });
  if (problems.length > 0) throw new Refusal(problems);
  return new Map(picked);
}

function wishProblems({ tag, entry }: TagRecord, names: readonly string[], all: readonly TagRecord[]): Problem[] {
  const isMember = entry.stream === 'role' && names.includes(entry.name);
  if (!isMember)
    return [{ code: 'usage', message: `--with ${tag}: no role of this release`, hint: suggest(entry.name, names) }];
  const first = all.find((other) => other.entry.name === entry.name);
  return first?.tag === tag ? [] : [{ code: 'usage', message: `--with ${tag}: ${first?.tag} is asked for as well` }];
}
