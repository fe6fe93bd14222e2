import type { Profile } from './model.ts';

/** Profiles in the order in which they apply: as named, each after those that it uses, none twice. */
export function inOrder(names: readonly string[], profiles: ReadonlyMap<string, Profile>): Profile[] {
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

/** A cycle among those who use each other as the path that comes back to where it began, or undefined. */
export function cycleFrom(
  start: string,
  all: ReadonlyMap<string, { readonly uses: readonly string[] }>,
): string[] | undefined {
  const walk = (name: string, path: readonly string[], seen: Set<string>): string[] | undefined => {
    for (const next of all.get(name)?.uses ?? []) {
      if (next === start) return [...path, next];
      if (seen.has(next)) continue;
      seen.add(next);
      const found = walk(next, [...path, next], seen);
      if (found) return found;
    }
    return undefined;
  };
  return walk(start, [start], new Set());
}
