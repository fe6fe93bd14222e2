import type { PackageChange } from '../streams/os-changes.ts';
import { table } from './table.ts';

/** All the advisories that a list of changes closes, each with the packages whose changelogs name it. */
export function closedBy(changes: readonly PackageChange[]): Map<string, string[]> {
  const closed = new Map<string, string[]>();
  for (const { name, advisories = [] } of changes)
    for (const advisory of advisories) closed.set(advisory, [...(closed.get(advisory) ?? []), name]);
  return new Map([...closed].sort(([one], [other]) => one.localeCompare(other, 'en', { numeric: true })));
}

/** What changed from one operating system to the next, a line a package, and how much that closes. */
export function changesText(changes: readonly PackageChange[]): string {
  const closed = closedBy(changes).size;
  const unknown = changes.filter(({ before, now, advisories }) => before && now && !advisories).map(({ name }) => name);
  return [
    table(changes.map((change) => [`  ${change.name}`, versions(change), (change.advisories ?? []).join(' ')])),
    ...(closed === 0 ? [] : [`closes ${closed} advisories\n`]),
    ...(unknown.length === 0 ? [] : [`no changelog says what was mended in ${unknown.join(', ')}\n`]),
  ].join('');
}

function versions({ before, now }: PackageChange): string {
  if (before === undefined) return `${now} is new`;
  return now === undefined ? `${before} is gone` : `${before} -> ${now}`;
}
