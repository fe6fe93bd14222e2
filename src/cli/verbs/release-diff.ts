import type { Ledger } from '../../ledger/ledger.ts';
import type { MemberChange } from '../../release/compare.ts';
import type { Session } from '../session.ts';
import { table } from '../table.ts';
import type { ImageDiff } from '../tag-diff/tag-diff.ts';
import type { Answer, Verb } from '../verb.ts';

export const releaseDiffVerb: Verb = {
  name: 'release diff',
  summary: 'show what differs between two releases, down to the packages and flags of their images',
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
  const detailed = await Promise.all(changes.map((change) => withImages(ledger, change)));
  const { imageDiffText } = await import('../tag-diff/text.ts');
  const isSame = changes.length === 0;
  const text = isSame ? `${before.tag} and ${after.tag} hold the same` : changesText(detailed, imageDiffText);
  return { data: { from: before.tag, to: after.tag, changes: detailed }, text };
}

type Detailed = MemberChange & { readonly images?: ImageDiff };

/** With what the other image of a role brings: parents, packages, and what it takes and serves. */
async function withImages(ledger: Ledger, change: MemberChange): Promise<Detailed> {
  if (change.change !== 'changed' || change.from === change.to) return change;
  const { plainDiff } = await import('../tag-diff/tag-diff.ts');
  const { packagesOf } = await import('../tag-packages.ts');
  const sideOf = async (tag: string) => {
    const record = await ledger.show(tag);
    return { record, packages: await packagesOf(ledger, record), input: undefined, bytes: undefined };
  };
  const all = plainDiff(await sideOf(change.from), await sideOf(change.to));
  const { parents, flags, logs, serves, packages } = all;
  return { ...change, images: { parents, flags, logs, serves, packages } };
}

/** A line a role, and below it what its other image brings. */
function changesText(changes: readonly Detailed[], imageText: (images: ImageDiff) => string): string {
  const lines = table(changes.map(changeRow)).split('\n');
  return changes
    .map(({ images }, index) => {
      const more = images === undefined ? '' : imageText(images);
      return [lines[index] ?? '', ...more.split('\n').filter((line) => line !== '')].join('\n    ');
    })
    .join('\n');
}

function changeRow(change: MemberChange): string[] {
  if (change.change !== 'changed') return [change.role, change.change, change.tag];
  const { role, from, to, settings } = change;
  const what = [...(from === to ? [] : [`${from} -> ${to}`]), ...settings];
  return [role, 'changed', what.join(', ')];
}
