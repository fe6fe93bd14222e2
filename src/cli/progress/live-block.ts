import { stripVTControlCharacters } from 'node:util';
import { columnsOf } from '../problems/visible.ts';
import type { Terminal } from '../terminal.ts';

const SAVE_FLICKER = ['\u001b[?2026h', '\u001b[?2026l'] as const;
const END_OF_LINE = '\u001b[K';
const END_OF_SCREEN = '\u001b[J';

/** Lines at the end of a terminal that are written anew over themselves, while other lines go above them. */
export class LiveBlock {
  readonly #terminal: Terminal;
  #drawn: readonly string[] = [];

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  /** Shows these lines, each narrower than the terminal, in place of those that are there. */
  draw(lines: readonly string[]): void {
    this.#write(lines.map((line) => `${line}${END_OF_LINE}\n`).join(''));
    this.#drawn = lines;
  }

  /** Writes text for good, above the block. */
  above(text: string): void {
    const lines = this.#drawn;
    this.#write(`${text.replaceAll('\n', `${END_OF_LINE}\n`)}${END_OF_LINE}\n`);
    this.#drawn = [];
    if (lines.length > 0) this.draw(lines);
  }

  clear(): void {
    if (this.#drawn.length > 0) this.#write('');
    this.#drawn = [];
  }

  #write(text: string): void {
    const [begin, end] = SAVE_FLICKER;
    const rows = this.#rows();
    const up = rows === 0 ? '\r' : `\r\u001b[${rows}A`;
    this.#terminal.err(`${begin}${up}${text}${END_OF_SCREEN}${end}`);
  }

  /** How many rows the block takes by now: a terminal that has become narrower has wrapped its lines. */
  #rows(): number {
    const { columns } = this.#terminal;
    return this.#drawn.reduce((sum, line) => sum + Math.max(1, Math.ceil(widthOf(line) / columns)), 0);
  }
}

const widthOf = (line: string): number =>
  [...stripVTControlCharacters(line)].reduce((sum, letter) => sum + columnsOf(letter), 0);
