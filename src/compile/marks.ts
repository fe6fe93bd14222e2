import type { Step } from '../catalog/source-file.ts';
import { type Code, encoded } from './encode/code.ts';
import type { Mark } from './mark.ts';

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
    const [, text = '', end = ''] = /^(.*?)(\n?)$/s.exec(code) ?? [];
    return encoded(`\0${id}\0${text}\0/\0${end}`) as Code;
  };

  /** For each line of marked code the innermost piece that begins on it, else the one that it stands in. */
  lines(marked: string): (MarkedLine | undefined)[] {
    const open: { readonly steps: readonly Step[]; readonly line: number }[] = [];
    return marked.split('\n').map((text, line) => {
      let at = open.at(-1);
      for (const [, id] of text.matchAll(/\0(\d+|\/)\0/g)) {
        if (id === '/') open.pop();
        else open.push((at = { steps: this.#steps[Number(id)] ?? [], line }));
      }
      return at && text !== '' ? { steps: at.steps, offset: line - at.line } : undefined;
    });
  }
}
