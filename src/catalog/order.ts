import type { Profile, Profiles } from './model.ts';

/** Profiles in the order in which they apply: as named, each after those that it uses, none twice. */
export function inOrder(names: readonly string[], profiles: Profiles): Profile[] {
  const ordered = new Map<string, Profile>();
  const open = new Set<string>();
  const visit = (name: string): void => {
    const profile = profiles.get(name);
    if (!profile || ordered.has(name) || open.has(name)) return;
    open.add(name);
    profile.uses.forEach(visit);
    ordered.set(name, profile);
  };
  names.forEach(visit);
  return [...ordered.values()];
}

/** The shortest cycle among those who use each other as the path that comes back to where it began, or undefined. */
export function cycleFrom(
  start: string,
  all: ReadonlyMap<string, { readonly uses: readonly string[] }>,
): string[] | undefined {
  const from = new Map<string, string>();
  const found = [start];
  for (const name of found)
    for (const next of all.get(name)?.uses ?? []) {
      if (next === start) return [...pathTo(name, from), start];
      if (from.has(next)) continue;
      from.set(next, name);
      found.push(next);
    }
  return undefined;
}

/** The way to a name by where each was come to from. */
function pathTo(name: string, from: ReadonlyMap<string, string>): string[] {
  const path = [name];
  for (let before = from.get(name); before !== undefined; before = from.get(before)) path.unshift(before);
  return path;
}
