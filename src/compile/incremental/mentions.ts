import { basename } from 'node:path/posix';

/** Paths of a catalog's files by the name that others call them: `web` for roles/web.yaml and profiles/web.yaml. */
export const pathsByName = (paths: readonly string[]): Map<string, string[]> =>
  Map.groupBy(paths, (path) => basename(path, '.yaml'));

/** Escapes that could hide a name. */
const HIDING = /\\(?:[xuU]|\r?\n)/;
const WORD = /[A-Za-z0-9_.-]+/g;

/**
 * The files that a file may refer to: those whose name is a word in its text, or all if an escape could hide one. Every
 * file that it refers to is among them; another may be by chance.
 */
export function mentionsIn(path: string, text: string, byName: ReadonlyMap<string, readonly string[]>): string[] {
  if (path === 'catalog.yaml') return [];
  const words = HIDING.test(text) ? byName.keys() : new Set(text.match(WORD));
  const found: string[] = [];
  for (const word of words)
    for (const other of byName.get(word) ?? []) if (other !== path && canRefer(path, other)) found.push(other);
  return found;
}

/** Templates and files refer to nothing, and no profile to a role. */
const canRefer = (path: string, other: string): boolean =>
  path.startsWith('roles/') || (path.startsWith('profiles/') && !other.startsWith('roles/'));

/** What can be reached from these paths, themselves included. */
export function reachedFrom(start: Iterable<string>, next: (path: string) => Iterable<string>): Set<string> {
  const reached = new Set(start);
  for (const path of reached) for (const other of next(path)) reached.add(other);
  return reached;
}
