import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** A fenced block of a page: its language, the words after it, and its text. */
export interface Block {
  readonly language: string;
  readonly words: readonly string[];
  readonly text: string;
}

/** A command of a `console` block, and the lines that the page shows of what it says; `...` stands for any others. */
export interface Command {
  readonly words: readonly string[];
  readonly shown: readonly string[];
  /** The exit code that the page tells of: `console exit=5`. */
  readonly code: number;
}

/** The checkout's own folder. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** A page's text, by its path in the repository. */
export const page = (path: string): string => readFileSync(`${ROOT}/${path}`, 'utf8');

/** The fenced blocks of a page, in order. */
export function blocksOf(text: string): Block[] {
  return [...text.matchAll(/^```(\S+)(.*)\n([\s\S]*?)^```$/gm)].map(([, language = '', words = '', body = '']) => ({
    language,
    words: words.split(' ').filter((word) => word !== ''),
    text: body,
  }));
}

/** The files that a page shows: blocks whose second word is a path. */
export const filesOf = (text: string): Record<string, string> =>
  Object.fromEntries(
    blocksOf(text)
      .filter(({ language, words }) => language !== 'console' && words.length === 1)
      .map(({ words, text: body }) => [words[0] ?? '', body]),
  );

/** The commands that a page shows, in order. */
export const commandsOf = (text: string): Command[] =>
  blocksOf(text)
    .filter(({ language }) => language === 'console')
    .flatMap(({ words, text: body }) => commandsOfBlock(body, Number(words[0]?.replace('exit=', '') ?? 0)));

function commandsOfBlock(body: string, code: number): Command[] {
  const parts = body.split(/^\$ /m).slice(1);
  return parts.map((part) => {
    const [line = '', ...shown] = part.trimEnd().split('\n');
    return { words: shellWords(line), shown: shown.filter((one) => one !== '...'), code };
  });
}

/** Splits as a shell does where there are only plain words and single quotes. */
const shellWords = (line: string): string[] =>
  [...line.matchAll(/(?:'[^']*'|[^\s'])+/g)].map(([word]) => word.replaceAll("'", ''));

/** A line without what differs from run to run: digests, numbers, names of machines, and how far columns are apart. */
export const timeless = (line: string): string =>
  line
    .replaceAll(/\b[0-9a-f]{10,64}\b/g, 'HASH')
    .replaceAll(/\b([a-z]+)-[0-9a-z]{12}\b/g, '$1-ID')
    .replaceAll(/\d+(\.\d+)*/g, 'N')
    .replaceAll(/\s+/g, ' ')
    .trim();
