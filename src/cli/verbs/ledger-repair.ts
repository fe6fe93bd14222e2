import { existsSync } from 'node:fs';
import { faultLines } from '../ledger-faults.ts';
import type { Session } from '../session.ts';
import type { Answer, Options, Verb } from '../verb.ts';

export const ledgerRepairVerb: Verb = {
  name: 'ledger repair',
  summary: 'finish what a writer died in, and put torn last lines back',
  options: [{ flags: '--dry-run', description: 'only say what would be done' }],
  examples: ['rolebake ledger repair --dry-run', 'rolebake ledger repair'],
  exitOne: 'the ledger is still not whole',
  run,
};

async function run(session: Session, _args: readonly string[], options: Options): Promise<Answer> {
  const dryRun = options['dryRun'] === true;
  const ledger = await session.ledger();
  const { steps, found } = await ledger.repair({ lines: await taggedLines(session), dryRun });
  const whole = found.faults.length === 0;
  const said = steps.map(({ message }) => (dryRun ? `would do: ${message}` : message));
  const left = found.faults.filter(({ file }) => !dryRun || !steps.some((step) => step.file === file));
  const end = left.length > 0 ? ['not whole: nothing on this machine proves how these were'] : [];
  const nothing = steps.length === 0 && whole ? ['nothing to repair'] : [];
  const text = [...said, ...faultLines(left), ...end, ...nothing].join('\n');
  return { data: { steps, whole, faults: found.faults }, text, exitCode: whole || dryRun ? 0 : 1 };
}

/** The lines of the ledger that the steps of bakes have left in the journal. */
async function taggedLines(session: Session): Promise<string[]> {
  if (!existsSync(session.journalFile)) return [];
  using journal = await session.journal();
  const results = journal.jobs().map((job) => journal.step(job.id, 'tag')?.result);
  return results.flatMap((result) => (hasLine(result) ? [result.line] : []));
}

function hasLine(result: unknown): result is { readonly line: string } {
  return typeof result === 'object' && result !== null && 'line' in result && typeof result.line === 'string';
}
