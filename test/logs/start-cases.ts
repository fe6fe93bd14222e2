import fc from 'fast-check';
import { startPatternFault } from '../../src/catalog/logs/start-pattern.ts';
import { SEED } from '../encode/strings.ts';

/** A start pattern, lines of a log, and the entries that they are. */
export interface StartCase {
  readonly starts: string;
  readonly lines: readonly string[];
  readonly entries: readonly string[];
}

const sign = fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code));
const literal = sign.map((one) => (/[A-Za-z0-9 ]/.test(one) ? one : `\\${one}`));
const set = fc
  .tuple(
    fc.constantFrom('', '', '^'),
    fc.array(fc.oneof(fc.constantFrom('a-f', '0-9', 'X-Z', '\\d', '\\w'), literal), { minLength: 1, maxLength: 4 }),
  )
  .map(([not, members]) => `[${not}${members.join('')}]`);
const count = fc.constantFrom('', '', '', '*', '+', '?', '{2}', '{1,3}', '{2,}');
const atom = fc.oneof({ weight: 3, arbitrary: literal }, set, fc.constantFrom('.', '\\d', '\\w'));
const branch = fc.array(fc.tuple(atom, count), { minLength: 1, maxLength: 5 }).map((all) => all.flat().join(''));
const group = fc.tuple(branch, branch, count).map(([one, other, times]) => `(${one}|${other})${times}`);
const pattern = fc.oneof(
  branch,
  fc.array(fc.oneof(branch, group), { minLength: 1, maxLength: 3 }).map((all) => all.join('')),
  fc.tuple(branch, branch).map(([one, other]) => `${one}|${other}`),
  fc.string({ unit: sign, minLength: 1, maxLength: 12 }),
);

/** Lines have no blanks at their ends, which shippers may cut, and are not empty, which shippers pass over. */
const line = (text: string): string => `${text}.`;

/** Cases that the catalog takes, with lines that begin an entry and lines that nearly do. */
export function startCases(howMany: number): StartCase[] {
  const accepted = pattern.filter((one) => startPatternFault(one) === undefined);
  const both = accepted.chain((starts) => {
    const begins = fc.stringMatching(new RegExp(`^(?:${starts})`)).map(onOneLine);
    const near = fc.oneof(
      begins.map((text) => text.slice(1)),
      begins.map((text) => ` ${text}`),
      fc.string({ unit: sign }),
    );
    return fc.tuple(fc.constant(starts), fc.array(fc.oneof(begins, near).map(line), { minLength: 6, maxLength: 12 }));
  });
  return fc
    .sample(both, { numRuns: howMany, seed: SEED })
    .map(([starts, lines]) => ({ starts, lines, entries: entriesOf(starts, lines) }));
}

const onOneLine = (text: string): string => text.replace(/[^ -~]/g, '');

function entriesOf(starts: string, lines: readonly string[]): string[] {
  const begins = new RegExp(`^(?:${starts})`);
  const entries: string[][] = [];
  for (const one of lines) {
    const last = entries.at(-1);
    if (!last || begins.test(one)) entries.push([one]);
    else last.push(one);
  }
  return entries.map((entry) => entry.join('\n'));
}

/** As odd as a path of the catalog may be. */
export const ODD_FILE = '.@+-_.a.';

/** The role with a multi-line log for each case, and a log whose path is odd. */
export const oddRole = (cases: readonly StartCase[]): string =>
  `role: front_page
application: app
uses: [programs]
logs:
  odd: /var/log/app/${ODD_FILE}
${cases
  .map(
    ({ starts }, nth) =>
      `  case_${nth}: {path: /var/log/app/case_${nth}, format: multiline, starts: ${JSON.stringify(starts)}}\n`,
  )
  .join('')}`;
