import type { Renamed } from '../ledger/merge.ts';

/** Tags that merges have given another name, one merge after the other: each with its first name and its last. */
export class Renames {
  #all: readonly Renamed[] = [];

  add(renamed: readonly Renamed[]): void {
    const next = new Map(renamed.map(({ from, to }) => [from, to]));
    const before = this.#all.map(({ from, to }) => ({ from, to: next.get(to) ?? to }));
    const continued = new Set(this.#all.map(({ to }) => to));
    this.#all = [...before, ...renamed.filter(({ from }) => !continued.has(from))];
  }

  get all(): readonly Renamed[] {
    return this.#all;
  }
}

/** What a person is told of tags with another name. */
export const renamesText = (renamed: readonly Renamed[]): string[] =>
  renamed.map(({ from, to }) => `${from} is now ${to}: another clone had published ${from}`);
