import { parseArgs } from 'node:util';
import { suggest } from '../../src/catalog/nearest.ts';
import { table } from '../../src/cli/table.ts';
import { Refusal } from '../../src/problem/problem.ts';
import { type Bench, COUNTS, type Count } from './bench.ts';

/** What a person asked for; without a bench, the list of them. */
export interface Asked {
  readonly bench: Bench | undefined;
  readonly json: boolean;
  readonly counts: Readonly<Record<Count, number>>;
}

const COUNT_NAMES = Object.keys(COUNTS) as Count[];

/** Reads `[NAME] [--json] [--runs N] ...`; a Refusal `usage` if it cannot be meant. */
export function parseCommandLine(argv: readonly string[], benches: readonly Bench[]): Asked {
  const { values, positionals } = split(argv) as { values: Record<string, unknown>; positionals: string[] };
  const bench = positionals.length === 0 ? undefined : named(positionals, benches);
  const none = Object.fromEntries(COUNT_NAMES.map((name) => [name, 0])) as Record<Count, number>;
  const counts = { ...none, ...bench?.counts };
  for (const name of COUNT_NAMES) {
    const text = values[name];
    if (typeof text === 'string') counts[name] = countOf(name, text, bench);
  }
  return { bench: values['help'] === true ? undefined : bench, json: values['json'] === true, counts };
}

function split(argv: readonly string[]) {
  const counts = Object.fromEntries(COUNT_NAMES.map((name) => [name, { type: 'string' as const }]));
  const flags = { json: { type: 'boolean' as const }, help: { type: 'boolean' as const, short: 'h' } };
  try {
    return parseArgs({ args: [...argv], options: { ...counts, ...flags }, allowPositionals: true });
  } catch (error) {
    throw refusal((error as Error).message.split('. ')[0] ?? '', 'npm run bench lists the benches and their options');
  }
}

function named([name = '', ...more]: readonly string[], benches: readonly Bench[]): Bench {
  const names = benches.map((one) => one.name);
  const bench = benches.find((one) => one.name === name);
  if (!bench) throw refusal(`there is no bench ${name}`, suggest(name, names));
  if (more.length > 0) throw refusal(`one bench at a time, not also ${more.join(', ')}`, `npm run bench -- ${name}`);
  return bench;
}

function countOf(name: Count, text: string, bench: Bench | undefined): number {
  const usual = bench?.counts[name];
  if (bench && usual === undefined) throw refusal(`the bench ${bench.name} has no --${name}`, optionsOf(bench));
  if (/^[1-9]\d{0,6}$/.test(text)) return Number(text);
  throw refusal(`--${name} ${text} is not a count`, `--${name} ${usual ?? 1}`);
}

const optionsOf = ({ counts }: Bench): string =>
  Object.entries({ ...counts }).reduce((all, [name, usual]) => `${all} --${name} ${usual}`, 'it takes --json');

const refusal = (message: string, hint: string): Refusal => new Refusal({ code: 'usage', message, hint });

/** What `npm run bench` says without a name. */
export function listText(benches: readonly Bench[]): string {
  const rows = benches.map((bench) => [
    `  ${bench.name}`,
    bench.summary,
    optionsOf(bench).replace('it takes --json', '').trim(),
  ]);
  const counts = COUNT_NAMES.map((name) => [`  --${name} N`, COUNTS[name]]);
  return `Benches: npm run bench -- NAME\n${table(rows)}\nOptions:\n${table([['  --json', 'figures as JSON'], ...counts])}`;
}
