import type { Placing } from '../source/placing.ts';
import type { SourceFile, Step } from '../source/source-file.ts';
import type { Composed } from './compose.ts';
import { type Cell, isPrefix } from './settle.ts';

/** Where the parts of a composed role stand, in whichever file: `['logs', NAME]`, `['uses', PROFILE, PARAMETER]`. */
export function placesOf({ layer, cells }: Composed): Placing {
  const via = <T>(steps: readonly Step[], look: (file: SourceFile, there: readonly Step[]) => T): T => {
    const [subject, path] = subjectOf(steps);
    const cell = cellAt(cells.get(subject) ?? [], path.map(String));
    const answer = cell && (cell.adds.at(-1) ?? cell.holds[0]);
    return answer ? look(answer.by.file, [...answer.steps, ...path.slice(cell.path.length)]) : look(layer.file, steps);
  };
  return {
    path: layer.file.path,
    placeOf: (steps) => via(steps, (file, there) => file.placeOf(there)),
    placeOfKey: (steps) => via(steps, (file, there) => file.placeOfKey(there)),
    placeIn: (steps, line, column) => via(steps, (file, there) => file.placeIn(there, line, column)),
    writtenAt: (steps) => via(steps, (file, there) => file.writtenAt(there)),
  };
}

function subjectOf([first, ...rest]: readonly Step[]): [string, readonly Step[]] {
  return first === 'uses' ? [String(rest[0]), rest.slice(1)] : [`.${first}`, rest];
}

/** The cell that holds what is under a path, or the first of those below it. */
export const cellAt = (cells: readonly Cell[], path: readonly string[]): Cell | undefined =>
  path.length === 0
    ? undefined
    : (cells.findLast((cell) => isPrefix(cell.path, path)) ?? cells.find((cell) => isPrefix(path, cell.path)));
