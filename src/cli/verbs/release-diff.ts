import type { MemberChange } from '../../release/compare.ts';
import type { Session } from '../session.ts';
import { table } from '../table.ts';
import type { Answer, Verb } from '../verb.ts';

export const releaseDiffVerb: Verb = {
  name: 'release diff',
  summary: 'show what differs between two releases',
  arguments: [
    { name: '<from>', description: 'such as shop@16' },
    { name: '<to>', description: 'such as shop@17, or shop for the newest' },
  ],
  examples: ['rolebake release diff shop@16 shop@17', 'rolebake release diff shop@16 shop --json'],
  run,
};

async function run(session: Session, [from = '', to = '']: readonly string[]): Promise<Answer> {
  const { compareLocks } = await import('../../release/compare.ts');
  const { lockIn } = await import('../../release/lock.ts');
  const { releaseTag } = await import('../releases.ts');
  const ledger = await session.ledger();
  const [before, after] = [await releaseTag(ledger, from), await releaseTag(ledger, to)];
  const changes = compareLocks(lockIn(before), lockIn(after));
  const text = changes.length === 0 ? `${before.tag} and ${after.tag} hold the same` : table(changes.map(changeRow));
  return { data: { from: before.tag, to: after.tag, changes }, text };
}

function changeRow(change: MemberChange): string[] {
  if (change.change !== 'changed') return [change.role, change.change, change.tag];
  const { role, from, to, settings } = change;
  const what = [...(from === to ? [] : [`${from} -> ${to}`]), ...settings];
  return [role, 'changed', what.join(', ')];
}
