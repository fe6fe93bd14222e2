import type { Step } from '../catalog/source/source-file.ts';
import { type Code, encoded } from './encode/code.ts';

/**
 * Notes where a piece of generated code comes from, by steps into the file that it is compiled from. Of a role,
 * `['uses', PROFILE, PARAMETER]` is a value, whichever file gives it.
 */
export type Mark = (code: Code, ...steps: Step[]) => Code;

/** Notes nothing, as a compile does that writes files. */
export const unmarked = (code: Code): Code => code;

/** Where a generated line comes from, and which line of that piece it is, from 0. */
export interface MarkedLine {
  readonly steps: readonly Step[];
  readonly offset: number;
}

/** Writes marks into code, and reads them back line by line. No generated code holds the character NUL. */
export class Marks {
  readonly #steps: (readonly Step[])[] = [];

  readonly mark: Mark = (code, ...steps) => {
    const id = this.#steps.push(steps) - 1;
    const end = code.endsWith('\n') ? '\n' : '';
    return encoded(`\0${id}\0${code.slice(0, code.length - end.length)}\0/\0${end}`);
  };

  /** For each line of marked code the piece that begins on it, or else in which it stands: the innermost of them. */
  lines(marked: readonly string[]): (MarkedLine | undefined)[] {
    const open: { readonly steps: readonly Step[]; readonly line: number }[] = [];
    return marked.map((text, line) => {
      let at = open.at(-1);
      for (const [index, part] of text.split('\0').entries()) {
        if (index % 2 === 0) continue;
        if (part === '/') open.pop();
        else open.push({ steps: this.#steps[Number(part)] ?? [], line });
        if (part !== '/') at = open.at(-1);
      }
      return at && text !== '' ? { steps: at.steps, offset: line - at.line } : undefined;
    });
  }
}
