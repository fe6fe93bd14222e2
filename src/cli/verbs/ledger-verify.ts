import { faultLines } from '../ledger-faults.ts';
import type { Session } from '../session.ts';
import type { Answer, Verb } from '../verb.ts';

export const ledgerVerifyVerb: Verb = {
  name: 'ledger verify',
  summary: 'check that nothing in the ledger was changed, removed, put in between or rolled back',
  examples: ['rolebake ledger verify', 'rolebake ledger verify --json'],
  exitOne: 'the ledger is not whole',
  run,
};

async function run(session: Session): Promise<Answer> {
  const { faults, files, entries, signer } = await (await session.ledger()).inspect();
  const signed = signer === undefined ? {} : { signer };
  const data = { whole: faults.length === 0, files, entries, ...signed, faults };
  if (data.whole) {
    const by = signer === undefined ? '' : `, signed by ${signer}`;
    return { data, text: `whole: ${counted(entries, 'entry', 'entries')} in ${counted(files, 'file')}${by}` };
  }
  const advice = adviceFor(new Set(faults.map(({ kind }) => kind)));
  return { data, text: [...faultLines(faults), `not whole: ${advice}`].join('\n'), exitCode: 1 };
}

const counted = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;

function adviceFor(kinds: ReadonlySet<string>): string {
  if ([...kinds].every((kind) => kind === 'signature'))
    return 'if you know who wrote the last entry, sign it: rolebake ledger sign';
  if ([...kinds].every((kind) => kind === 'rollback' || kind === 'fork'))
    return 'take the newer ledger back; if this one is meant to be it, rolebake ledger accept';
  return 'rolebake ledger repair; else take the ledger back from the config repo, and find out who changed it';
}
