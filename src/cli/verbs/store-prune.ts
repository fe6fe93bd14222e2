import { Refusal } from '../../problem/problem.ts';
import type { SnapshotSummary } from '../../snapshots/summary.ts';
import { oneAtATime } from '../../streams/one-at-a-time.ts';
import type { LocalWorkshop } from '../local-workshop.ts';
import type { Session } from '../session.ts';
import { type Answer, numberOption, type Options, type Verb } from '../verb.ts';

export const storePruneVerb: Verb = {
  name: 'store prune',
  summary: 'remove snapshots, packages and archive states that no tag needs',
  options: [
    { flags: '--older-than <days>', description: 'keep what a bake has made or found since then', default: '7' },
    { flags: '--dry-run', description: 'only list them' },
  ],
  examples: ['rolebake store prune --dry-run', 'rolebake store prune --older-than 0'],
  run,
};

const DAY_MS = 86_400_000;

async function run(session: Session, _args: readonly string[], options: Options): Promise<Answer> {
  const days = numberOption(options, 'olderThan', { flag: '--older-than', unit: 'days', most: 5, example: 7 });
  const { openLocalWorkshop } = await import('../workshop.ts');
  const workshop = await openLocalWorkshop(session, 'undo', 'snapshots are kept');
  // What `os update` is about to tag no tag needs yet.
  return await oneAtATime(workshop.place.ledger, 'os', () =>
    prune(session, workshop, days, options['dryRun'] === true),
  );
}

async function prune(session: Session, workshop: LocalWorkshop, days: number, isDryRun: boolean): Promise<Answer> {
  const { removePackages, unneededPackages } = await import('../prune-packages.ts');
  refuseWhileBaking(workshop);
  const before = session.effects.now().getTime() - days * DAY_MS;
  const gone = await unneeded(workshop, before);
  const { packages, ledger } = workshop.place;
  const unused = await unneededPackages(packages, ledger, before);
  if (!isDryRun) for (const { digest } of gone) await workshop.snapshots.remove(digest, before);
  if (!isDryRun) await removePackages(packages, unused, before);
  const [bytes, packageBytes] = [bytesOf(gone), bytesOf(unused.files)];
  const data = { removed: isDryRun ? [] : gone, found: gone, bytes, packages: unused, packageBytes };
  const lines = [...gone, ...unused.files].map(({ digest, bytes: size }) => `${digest}  ${megabytes(size)}`);
  const done = isDryRun ? 'would remove' : 'removed';
  const what = [
    `${done} ${gone.length} snapshots without a tag, ${megabytes(bytes)} compressed`,
    `${done} ${unused.files.length} packages and ${unused.states.length} archive states, ${megabytes(packageBytes)}`,
  ];
  return { data, text: [...lines, ...what].join('\n') };
}

const bytesOf = (all: readonly { readonly bytes: number }[]): number => all.reduce((sum, { bytes }) => sum + bytes, 0);

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;

/** A bake may be about to tag any of them. */
function refuseWhileBaking({ journal }: LocalWorkshop): void {
  const [job] = journal.jobs('running');
  if (job === undefined) return;
  throw new Refusal({ code: 'lock-busy', message: `job ${job.id} runs`, hint: `rolebake jobs follow ${job.id}` });
}

/** Snapshots that no tag names, no machine stands on and no bake has touched since then, nor any that lies on them. */
async function unneeded({ snapshots, machines, place }: LocalWorkshop, before: number): Promise<SnapshotSummary[]> {
  const { chainFrom } = await import('../store-faults.ts');
  const tagged = new Set<string>((await place.ledger.tags()).map(({ entry }) => entry.digest));
  const mounted = new Set((await machines.list()).flatMap(({ layers }) => layers));
  const isFree = ({ digest, tree, touched }: SnapshotSummary) =>
    !tagged.has(digest) && !mounted.has(tree) && touched < before;
  const all = snapshots.list().map((digest) => snapshots.summary(digest));
  const needed = new Set(all.filter((one) => !isFree(one)).flatMap(({ digest }) => chainFrom(snapshots, digest)));
  return all.filter(({ digest }) => !needed.has(digest));
}
