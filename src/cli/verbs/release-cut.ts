import type { TagRecord } from '../../ledger/ledger.ts';
import { Refusal } from '../../problem/problem.ts';
import type { ReleaseLock } from '../../release/lock.ts';
import type { Session } from '../session.ts';
import { table } from '../table.ts';
import { type Answer, listOption, type Options, type Verb } from '../verb.ts';

export const releaseCutVerb: Verb = {
  name: 'release cut',
  summary: 'lock the newest tag of each role of a release under one tag',
  arguments: [{ name: '<release>', description: 'such as shop, of catalog/releases/shop.yaml' }],
  options: [
    { flags: '--with <tag>', description: 'take this tag of its role, not the newest', repeated: true },
    { flags: '--dry-run', description: 'record nothing; say what would be locked' },
  ],
  examples: ['rolebake release cut shop', 'rolebake release cut shop --with role/web@41 --dry-run'],
  run,
};

async function run(session: Session, [name = '']: readonly string[], options: Options): Promise<Answer> {
  const { settleLeftovers } = await import('../leftovers.ts');
  const { releaseNamed } = await import('../releases.ts');
  const { lockDigest, lockOf, releaseFact } = await import('../../release/lock.ts');
  const { pickTags } = await import('../../release/pick.ts');
  const release = await releaseNamed(session, name);
  await settleLeftovers(session);
  const ledger = await session.ledger();
  const [all, heads] = [await ledger.tags(), await ledger.heads()];
  const wished = await Promise.all(listOption(options, 'with').map((tag) => ledger.show(tag)));
  const lock = lockOf(release, pickTags(release, heads, wished));
  await refuseUnfit(session, release, lock, all);
  const head = heads.find(({ entry }) => entry.stream === 'release' && entry.name === name);
  if (head?.entry.digest === lockDigest(lock)) return answer(head.tag, lock, 'keep');
  if (options['dryRun'] === true) return answer(undefined, lock, 'dry-run');
  const job = session.effects.randomBytes(8).toString('hex');
  const entry = await ledger.append(releaseFact(lock, { job, who: session.who }));
  return answer(`release/${name}@${entry.number}`, lock, 'cut');
}

async function refuseUnfit(
  session: Session,
  release: Parameters<typeof import('../../release/fit.ts')['fitProblems']>[1],
  lock: ReleaseLock,
  all: readonly TagRecord[],
): Promise<void> {
  const { fitProblems } = await import('../../release/fit.ts');
  const { openStore } = await import('../store.ts');
  const { parseDigest } = await import('../../naming/digest.ts');
  const snapshots = await openStore(session);
  const whole = new Set<string>();
  for (const { digest } of lock.members) if (await snapshots.isWhole(parseDigest(digest))) whole.add(digest);
  const records = new Map<string, TagRecord>(all.map((record) => [record.tag, record]));
  const problems = fitProblems(lock, release, {
    record: (tag) => records.get(tag),
    isPresent: (digest) => whole.has(digest),
  });
  if (problems.length > 0) throw new Refusal(problems);
}

const WORDS = { cut: 'is new', keep: 'is this already', 'dry-run': 'would be new' } as const;

function answer(tag: string | undefined, lock: ReleaseLock, action: keyof typeof WORDS): Answer {
  const rows = lock.members.map(({ role, tag: image, count }) => [`  ${role}`, image, `x${count}`]);
  return {
    data: { tag: tag ?? null, action, lock },
    text: `${tag ?? `release/${lock.release}`} ${WORDS[action]}\n${table(rows)}`,
  };
}
