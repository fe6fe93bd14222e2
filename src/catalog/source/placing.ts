import type { SourceFile, Step } from './source-file.ts';

/** What tells where the parts of some data stand: a file, or a role that is made of several files. */
export type Placing = Pick<SourceFile, 'path' | 'placeOf' | 'placeOfKey' | 'placeIn' | 'writtenAt'>;

/** A file of which some items of a list were left out: its `i`th item now is the file's `kept[i]`th. */
export function movedItems(file: Placing, list: string, kept: readonly number[]): Placing {
  const there = (steps: readonly Step[]): readonly Step[] => {
    const [first, item] = steps;
    return first === list && typeof item === 'number' ? [first, kept[item] ?? item, ...steps.slice(2)] : steps;
  };
  return {
    path: file.path,
    placeOf: (steps) => file.placeOf(there(steps)),
    placeOfKey: (steps) => file.placeOfKey(there(steps)),
    placeIn: (steps, line, column) => file.placeIn(there(steps), line, column),
    writtenAt: (steps) => file.writtenAt(there(steps)),
  };
}
