import type { Release } from '../../catalog/releases/release.ts';
import type { LedgerView } from '../../ledger/ledger-view.ts';
import type { Provider } from '../../machines/provider.ts';
import { Refusal } from '../../problem/problem.ts';
import type { ReleaseLock } from '../../release/lock.ts';
import { chosenProvider, PROVIDER } from '../provider-option.ts';
import type { Session } from '../session.ts';
import { table } from '../table.ts';
import { type Answer, listOption, type Options, type Verb } from '../verb.ts';

export const releaseCutVerb: Verb = {
  name: 'release cut',
  summary: 'lock the newest tag of each role of a release under one tag',
  arguments: [{ name: '<release>', description: 'such as shop, of catalog/releases/shop.yaml' }],
  options: [
    { flags: '--with <tag>', description: 'take this tag of its role, not the newest', repeated: true },
    PROVIDER,
    { flags: '--dry-run', description: 'record nothing; say what would be locked' },
  ],
  examples: [
    'rolebake release cut shop',
    'rolebake release cut shop --with role/web@41 --dry-run',
    'rolebake release cut shop --provider ec2',
  ],
  run,
};

async function run(session: Session, [name = '']: readonly string[], options: Options): Promise<Answer> {
  const { settleLeftovers } = await import('../leftovers.ts');
  const { releaseNamed } = await import('../releases.ts');
  const { lockDigest, lockOf, releaseFact } = await import('../../release/lock.ts');
  const { pickTags } = await import('../../release/pick.ts');
  const { headsFor } = await import('../../ledger/provider-of.ts');
  const release = await releaseNamed(session, name);
  await settleLeftovers(session);
  const ledger = await session.ledger();
  const view = await ledger.view();
  const provider = chosenProvider(session, options);
  const heads = headsFor(view, provider);
  const wished = await Promise.all(listOption(options, 'with').map((tag) => ledger.show(tag)));
  const lock = lockOf(release, pickTags(release, heads, wished));
  await refuseUnfit(session, { release, lock, view, provider });
  const head = heads.find(({ entry }) => entry.stream === 'release' && entry.name === name);
  if (head?.entry.digest === lockDigest(lock)) return answer(head.tag, lock, 'keep');
  if (options['dryRun'] === true) return answer(undefined, lock, 'dry-run');
  const job = session.effects.randomBytes(8).toString('hex');
  const entry = await ledger.append(releaseFact(lock, { job, who: session.who }));
  return answer(`release/${name}@${entry.number}`, lock, 'cut');
}

interface Cut {
  readonly release: Release;
  readonly lock: ReleaseLock;
  readonly view: LedgerView;
  readonly provider: Provider;
}

async function refuseUnfit(session: Session, { release, lock, view, provider }: Cut): Promise<void> {
  const { fitProblems } = await import('../../release/fit.ts');
  const { parseTag } = await import('../../ledger/tag.ts');
  const { presentImages } = await import('../present-images.ts');
  const record = (tag: string) => view.tag(parseTag(tag));
  const present = await presentImages(
    session,
    provider,
    lock.members.flatMap(({ tag }) => record(tag) ?? []),
  );
  const problems = fitProblems(lock, release, { record, isPresent: (digest) => present.has(digest) });
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
