import { isUntagged } from '../../snapshots/untagged.ts';
import type { Session } from '../session.ts';
import { type Answer, type Options, textOption, type Verb } from '../verb.ts';

export const storePruneVerb: Verb = {
  name: 'store prune',
  summary: 'remove snapshots that no tag names and that lie below none that has one',
  options: [
    { flags: '--older-than <days>', description: 'keep what a bake has made or found since then', default: '7' },
    { flags: '--dry-run', description: 'only list them' },
  ],
  examples: ['rolebake store prune --dry-run', 'rolebake store prune --older-than 0'],
  run,
};

const DAY_MS = 86_400_000;

async function run(session: Session, _args: readonly string[], options: Options): Promise<Answer> {
  const { openWorkshop } = await import('../workshop.ts');
  const { snapshots, machines, journal, place } = await openWorkshop(session, 'undo');
  const before = session.effects.now().getTime() - (await daysOf(options)) * DAY_MS;
  const isDryRun = options['dryRun'] === true;
  await refuseWhileBaking(journal.jobs('running').map(({ id }) => id));
  const tagged = new Set((await place.ledger.tags()).map(({ entry }) => entry.digest));
  const mounted = new Set((await machines.list()).flatMap(({ layers }) => layers));
  const all = snapshots.list().map((digest) => snapshots.summary(digest));
  const gone = all.filter((one) => isUntagged(one, { all, tagged, mounted }) && one.touched < before);
  if (!isDryRun) for (const { digest } of gone) await snapshots.remove(digest);
  const bytes = gone.reduce((sum, one) => sum + one.bytes, 0);
  const data = { removed: isDryRun ? [] : gone, found: gone, bytes };
  const what = `${gone.length} snapshots without a tag, ${(bytes / 1e6).toFixed(1)} MB compressed`;
  const lines = gone.map(({ digest, bytes: size }) => `${digest}  ${(size / 1e6).toFixed(1)} MB`);
  return { data, text: [...lines, `${isDryRun ? 'would remove' : 'removed'} ${what}`].join('\n') };
}

/** A bake may be about to tag any of them. */
async function refuseWhileBaking(jobs: readonly string[]): Promise<void> {
  const { Refusal } = await import('../../problem/problem.ts');
  const [job] = jobs;
  if (job === undefined) return;
  throw new Refusal({ code: 'lock-busy', message: `job ${job} runs`, hint: `rolebake jobs follow ${job}` });
}

async function daysOf(options: Options): Promise<number> {
  const { Refusal } = await import('../../problem/problem.ts');
  const text = textOption(options, 'olderThan') ?? '';
  if (/^\d{1,5}$/.test(text)) return Number(text);
  throw new Refusal({ code: 'usage', message: `--older-than ${text} is no number of days`, hint: '--older-than 7' });
}
