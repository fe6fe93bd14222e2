import { existsSync, readFileSync } from 'node:fs';
import type { Problem } from '../problem/problem.ts';
import type { Terminal } from './terminal.ts';

/** Problems for a person: place, code, the line itself with the place marked, and the hint. */
export function complaintText(problems: readonly Problem[], root: string, terminal: Terminal): string {
  return problems.map((problem) => `${one(problem, root, terminal)}\n`).join('') + total(problems);
}

/** Only what is wrong in a file is sure to be found before anything is done. */
function total(problems: readonly Problem[]): string {
  if (problems.length < 2) return '';
  const nothing = problems.every(({ place }) => place !== undefined) ? '; nothing was written' : '';
  return `\n${problems.length} problems${nothing}\n`;
}

/** Text of unknown origin, so that it cannot steer the terminal: of the controls only line ends and tabs are left. */
const harmless = (text: string): string => text.replace(/(?![\n\t])\p{Cc}/gu, '\ufffd');

function one(problem: Problem, root: string, { paint }: Terminal): string {
  const { place } = problem;
  const where = place ? `${paint('strong', `${place.file}:${place.line}:${place.column}`)}: ` : '';
  const head = `${where}${paint('bad', problem.code)}: ${harmless(problem.message)}`;
  const marked = place ? markedLine(place, root) : undefined;
  const hint = problem.hint === undefined ? undefined : `  ${paint('good', 'hint')}: ${harmless(problem.hint)}`;
  return [head, marked, hint].filter((part) => part !== undefined).join('\n');
}

/** The line of the file with a caret below the column; undefined when it cannot be shown. */
function markedLine({ file, line, column }: NonNullable<Problem['place']>, root: string): string | undefined {
  const path = file.startsWith('/') ? file : `${root}/${file}`;
  if (!existsSync(path)) return undefined;
  const text = readFileSync(path, 'utf8').split('\n')[line - 1]?.replace(/\r$/, '');
  if (text === undefined || text.length > 300) return undefined;
  const margin = String(line).padStart(5);
  const indent = text.slice(0, column - 1).replace(/[^\t]/g, ' ');
  return `${margin} | ${harmless(text)}\n${' '.repeat(5)} | ${indent}^`;
}
