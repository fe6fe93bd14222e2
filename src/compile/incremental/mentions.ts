const ROLES = 'roles/';

/** Escapes that could hide a name. */
const HIDING = /\\(?:[xuU]|\r?\n)/;
const WORD = /[A-Za-z0-9_]+/g;

/** The files of a catalog. */
export interface Paths {
  has(path: string): boolean;
  readonly all: readonly string[];
}

/**
 * The roles that the file of a role or of a release may refer to: those whose name is a word in its text, or all if an escape
 * could hide one. Every role that it refers to is among them; another may be by chance. No other file refers to a role.
 */
export function mentionsIn(path: string, text: string, paths: Paths): string[] {
  if (!/^(roles|releases)\//.test(path)) return [];
  const others = HIDING.test(text)
    ? paths.all.filter((other) => other.startsWith(ROLES))
    : Array.from(new Set(text.match(WORD)), (word) => `${ROLES}${word}.yaml`).filter((other) => paths.has(other));
  return others.filter((other) => other !== path);
}

/** What can be reached from these paths, themselves included. */
export function reachedFrom(start: Iterable<string>, next: (path: string) => Iterable<string>): Set<string> {
  const reached = new Set(start);
  for (const path of reached) for (const other of next(path)) reached.add(other);
  return reached;
}
