/** A thing that two tags do not have alike: what it was, and what it is. One of both may be missing. */
export interface Changed<T = string> {
  readonly name: string;
  readonly before?: T;
  readonly now?: T;
}

/** What differs between two collections of named things, by name. */
export function changedIn<T>(before: ReadonlyMap<string, T>, now: ReadonlyMap<string, T>): Changed<T>[] {
  const names = [...new Set([...before.keys(), ...now.keys()])].sort();
  return names.flatMap((name): Changed<T>[] => {
    const [was, is] = [before.get(name), now.get(name)];
    if (JSON.stringify(was) === JSON.stringify(is)) return [];
    return [{ name, ...(was === undefined ? {} : { before: was }), ...(is === undefined ? {} : { now: is }) }];
  });
}

/** Things that have a name, by it. */
export const byName = <T extends { readonly name: string }>(all: readonly T[]): Map<string, T> =>
  new Map(all.map((one) => [one.name, one]));
