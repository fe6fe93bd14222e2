import type { Session } from '../session.ts';
import type { Answer, Verb } from '../verb.ts';

export const ledgerVerifyVerb: Verb = {
  name: 'ledger verify',
  summary: 'check that nothing in the ledger was changed, removed or put in between',
  examples: ['rolebake ledger verify', 'rolebake ledger verify --json'],
  exitOne: 'the ledger is not whole',
  run,
};

async function run(session: Session): Promise<Answer> {
  const found = await (await session.ledger()).inspect();
  const data = { whole: found.faults.length === 0, files: found.files, entries: found.entries, faults: found.faults };
  if (data.whole) return { data, text: `whole: ${found.entries} entries in ${found.files} files` };
  const lines = found.faults.map(
    ({ kind, file, line, tag, message }) =>
      `${file}${line === undefined ? '' : `:${line}`}${tag === undefined ? '' : ` (${tag})`}: ${kind}: ${message}`,
  );
  return {
    data,
    text: `${lines.join('\n')}\nnot whole: take the ledger back from the config repo, and find out who changed it`,
    exitCode: 1,
  };
}
