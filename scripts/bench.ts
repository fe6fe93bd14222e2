import { Refusal } from '../src/problem/problem.ts';
import { BENCHES } from './bench/benches.ts';
import { type Asked, listText, parseCommandLine } from './bench/command-line.ts';
import { figuresJson, figuresText } from './bench/figure.ts';
import { openLab, removeAbandonedLabs } from './bench/lab.ts';

const USAGE = 2;
const STOPPED = 130;
const FAILED = 70;

/** `npm run bench -- NAME`: figures with their aims on standard output, progress on standard error. */
async function main(argv: readonly string[]): Promise<number> {
  const asked = parseCommandLine(argv, BENCHES);
  if (!asked.bench) {
    process.stdout.write(listText(BENCHES));
    return 0;
  }
  const figures = await measure(asked, asked.bench);
  process.stdout.write(asked.json ? figuresJson(figures) : figuresText(figures));
  return 0;
}

async function measure(asked: Asked, bench: NonNullable<Asked['bench']>) {
  const say = (text: string) => process.stderr.write(`  ${text}\n`);
  await removeAbandonedLabs();
  await using lab = await openLab(say);
  const run = await bench.load();
  return await run({ lab, counts: asked.counts });
}

function explain(error: unknown): number {
  if (error instanceof Error && error.name === 'AbortError') return STOPPED;
  if (!(error instanceof Refusal)) {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    return FAILED;
  }
  for (const { code, message, hint } of error.problems)
    process.stderr.write(`${code}: ${message}\n${hint === undefined ? '' : `  hint: ${hint}\n`}`);
  const code = error.problems[0]?.code;
  return code === 'interrupted' ? STOPPED : code === 'usage' ? USAGE : FAILED;
}

process.exitCode = await main(process.argv.slice(2)).catch(explain);
