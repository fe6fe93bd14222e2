import { type Code, encoded } from './encode/code.ts';

/** Code two blanks further in; no literal of a target language goes over a line end. */
export const indented = (code: string): Code => encoded(code.replaceAll(/^(?=.)/gm, '  '));

/** Blocks of code, each ended by a line end, with a blank line between them. */
export const spaced = (blocks: readonly string[]): Code => encoded(blocks.join('\n'));

/** Code whose last line is ended by what follows. */
export const unended = (code: string): Code => encoded(code.replace(/\n$/, ''));
