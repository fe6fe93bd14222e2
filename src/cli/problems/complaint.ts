import type { Place, Problem, Related } from '../../problem/problem.ts';
import type { Terminal, Tone } from '../terminal.ts';
import { excerpt } from './excerpt.ts';
import type { SourceLines } from './source-lines.ts';
import { visible, visibleLines } from './visible.ts';

/** Problems for a person: code, place, the line itself with the place marked, and the hint; then how many there are. */
export function complaintText(problems: readonly Problem[], lines: SourceLines, terminal: Terminal): string {
  const told = problems.map((problem) => one(problem, lines, terminal));
  const end = problems.length === 1 ? `  ${seeLine(problems, terminal)}` : `\n${total(problems, terminal)}`;
  return `${told.join('\n\n')}\n${end}\n`;
}

function one(problem: Problem, lines: SourceLines, terminal: Terminal): string {
  const { code, message, place, related = [], hint } = problem;
  const { paint } = terminal;
  const places = [...(place ? [place] : []), ...related.map((other) => other.place)];
  const gutter = Math.max(0, ...places.map(({ line }) => String(line).length));
  const shown = { lines, terminal, gutter };
  return [
    `${paint('bad', `error[${code}]`)}: ${paint('strong', visibleLines(message))}`,
    ...(place ? [placeText(place, '-->', 'bad', shown)] : []),
    ...related.map((other) => relatedText(other, shown)),
    ...(hint === undefined ? [] : [`  ${paint('good', 'hint')}: ${visibleLines(hint)}`]),
  ].join('\n');
}

/** A place by itself, as problems show theirs. */
export const placeAlone = (place: Place, lines: SourceLines, terminal: Terminal): string =>
  placeText(place, '-->', 'good', { lines, terminal, gutter: String(place.line).length });

interface Shown {
  readonly lines: SourceLines;
  readonly terminal: Terminal;
  /** Digits of the largest line number. */
  readonly gutter: number;
}

const relatedText = ({ place, message }: Related, shown: Shown): string =>
  `${placeText(place, ':::', 'quiet', shown)} ${shown.terminal.paint('quiet', visible(message))}`;

/** Where it is; and the line with the place marked, if it can be shown. */
function placeText(place: Place, arrow: '-->' | ':::', tone: Tone, { lines, terminal, gutter }: Shown): string {
  const { paint } = terminal;
  const margin = ' '.repeat(gutter);
  const where = `${margin}${paint('quiet', arrow)} ${visible(place.file)}:${place.line}:${place.column}`;
  const line = lines(place);
  if (line === undefined) return where;
  const { text, indent, length } = excerpt(line, place.column, Math.max(40, terminal.columns - gutter - 3));
  const mark = (arrow === '-->' ? '^' : '-').repeat(length);
  const bar = paint('quiet', '|');
  return [
    where,
    `${margin} ${bar}`,
    `${paint('quiet', String(place.line).padStart(gutter))} ${bar}${text === '' ? '' : ` ${text}`}`,
    `${margin} ${bar} ${' '.repeat(indent)}${paint(tone, mark)}`,
  ].join('\n');
}

/** Only what is wrong in a file is sure to be found before anything is done. */
function total(problems: readonly Problem[], terminal: Terminal): string {
  const files = new Set(problems.flatMap(({ place }) => place?.file ?? [])).size;
  const isInFiles = problems.every(({ code, place }) => place !== undefined && code !== 'converge-failed');
  const where = isInFiles ? ` in ${files} file${files === 1 ? '' : 's'}; nothing was written` : '';
  return `${problems.length} problems${where}\n${seeLine(problems, terminal)}`;
}

/** The command that prints the pages of these problems. */
const seeLine = (problems: readonly Problem[], { paint }: Terminal): string =>
  `${paint('good', 'see')}: rolebake error ${[...new Set(problems.map(({ code }) => code))].join(' ')}`;
