import { Refusal } from '../../problem/problem.ts';
import type { Session } from '../session.ts';
import type { Answer, Verb } from '../verb.ts';

export const diffVerb: Verb = {
  name: 'diff',
  summary:
    'show how two tags differ: parents, packages, flags, checks, files, lines of the catalog and of the generated code',
  arguments: [
    { name: '<tag>', description: 'such as role/web@41, or role/web for the newest' },
    { name: '<other-tag>', description: 'of the same stream' },
  ],
  examples: [
    'rolebake diff role/web@41 role/web@42',
    'rolebake diff os/debian-12@2 os/debian-12@3    # which packages an update brought',
    'rolebake diff role/web@41 role/web --json',
  ],
  run,
};

async function run(session: Session, [one = '', other = '']: readonly string[]): Promise<Answer> {
  const { settleLeftovers } = await import('../leftovers.ts');
  const { tagNamed } = await import('../tag-named.ts');
  const { tagDiff } = await import('../tag-diff/look-at.ts');
  const { tagDiffText } = await import('../tag-diff/text.ts');
  await settleLeftovers(session);
  const ledger = await session.ledger();
  const [first, second] = [await tagNamed(ledger, one), await tagNamed(ledger, other)];
  if (first.entry.stream !== second.entry.stream) {
    const message = `${first.tag} and ${second.tag} are of two streams`;
    throw new Refusal({ code: 'usage', message, hint: `rolebake tags ${first.entry.stream}` });
  }
  const diff = await tagDiff(session, first, second);
  return { data: diff, text: tagDiffText(diff) };
}
