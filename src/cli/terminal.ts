import { styleText } from 'node:util';

/** The words of the palette, by what they say rather than by their colour. */
export type Tone = 'good' | 'bad' | 'warn' | 'quiet' | 'strong';

const STYLES: Readonly<Record<Tone, Parameters<typeof styleText>[0]>> = {
  good: 'green',
  bad: 'red',
  warn: 'yellow',
  quiet: 'dim',
  strong: 'bold',
};

/** Where a person reads: answers on one stream, progress and complaints on the other. */
export interface Terminal {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Whether the other stream is a terminal, where a line may be written over. */
  readonly live: boolean;
  readonly columns: number;
  readonly rows: number;
  /** Whether it shows letters beyond ASCII. */
  readonly unicode: boolean;
  paint(tone: Tone, text: string): string;
}

/** This process's own terminal; colours only on a terminal, and never when NO_COLOR is set. */
export const processTerminal = (): Terminal => ({
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  live: process.stderr.isTTY === true && process.env['TERM'] !== 'dumb' && process.env['CI'] === undefined,
  // Asked each time: a window can be made narrower while something goes on.
  get columns() {
    return process.stderr.columns ?? 100;
  },
  get rows() {
    return process.stderr.rows ?? 24;
  },
  unicode: /utf-?8/i.test(process.env['LC_ALL'] || process.env['LC_CTYPE'] || process.env['LANG'] || ''),
  paint: (tone, text) => styleText(STYLES[tone], text, { stream: process.stderr }),
});
