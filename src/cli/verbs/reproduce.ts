import type { BakeInput } from '../../bake/plan.ts';
import type { TagRecord } from '../../ledger/ledger.ts';
import { parseDigest } from '../../naming/digest.ts';
import { Refusal } from '../../problem/problem.ts';
import type { Aspect, LayerDifference } from '../../snapshots/differences.ts';
import type { LocalWorkshop } from '../local-workshop.ts';
import type { Session } from '../session.ts';
import { tagNamed } from '../tag-named.ts';
import type { Answer, Verb } from '../verb.ts';

export const reproduceVerb: Verb = {
  name: 'reproduce',
  summary: 'bake a tag again from what it was baked from, and say whether the image is the same',
  arguments: [{ name: '<tag>', description: 'such as role/web@1, or role/web for the newest' }],
  examples: ['rolebake reproduce role/web@1', 'rolebake reproduce role/web --json'],
  exitOne: 'the image came out different',
  run,
};

async function run(session: Session, [name = '']: readonly string[]): Promise<Answer> {
  const { openLocalWorkshop } = await import('../workshop.ts');
  const { runJob } = await import('../../engine/run-job.ts');
  const { reproduceKind } = await import('../../bake/reproduce-job.ts');
  const { jobObserver } = await import('../job-observer.ts');
  const record = await tagNamed(await session.ledger(), name);
  const workshop = await openLocalWorkshop(session, 'undo', 'images are reproduced');
  const input = await inputOf(workshop, record);
  const observe = jobObserver(session, input.role);
  const { digest } = await runJob(workshop.journal, reproduceKind(workshop.place), input, { observe });
  const identical = digest === record.entry.digest;
  const differences = identical ? [] : await differencesOf(workshop, record, digest);
  const data = { tag: record.tag, digest: record.entry.digest, reproduced: digest, identical, differences };
  return { data, text: textOf(record, identical, differences), exitCode: identical ? 0 : 1 };
}

/** What the tag's bake was begun with. */
async function inputOf({ journal, place }: LocalWorkshop, { tag, entry }: TagRecord): Promise<BakeInput> {
  const input = journal.input(entry.job ?? '') as BakeInput | undefined;
  if (input?.key === undefined || input.key !== entry.bake?.key) {
    const message = `what ${tag} was baked from is not in this host's journal any more`;
    const hint = 'raise jobs: {keep: N} in rolebake.yaml for those to come';
    throw new Refusal({ code: 'job-outdated', message, hint });
  }
  const { digest } = await place.converger();
  if (input.parts['converger'] === digest) return { ...input, keepOnFailure: false };
  const message = `${tag} was baked with another converger than this rolebake has`;
  throw new Refusal({ code: 'job-outdated', message, hint: `take rolebake ${entry.bake?.rolebake}` });
}

/** Compares, and removes the new snapshot unless it has a tag. */
async function differencesOf(
  { snapshots, place }: LocalWorkshop,
  { entry }: TagRecord,
  digest: string,
): Promise<readonly LayerDifference[]> {
  const { layerDifferences } = await import('../../snapshots/differences.ts');
  const [was, is] = [parseDigest(entry.digest), parseDigest(digest)];
  try {
    return await layerDifferences(snapshots.get(was), snapshots.get(is));
  } finally {
    if ((await place.ledger.tags({ digest })).length === 0) await snapshots.remove(is);
  }
}

const MOST_SHOWN = 50;

function textOf({ tag, entry }: TagRecord, identical: boolean, all: readonly LayerDifference[]): string {
  if (identical) return `${tag} is reproduced: identical, ${entry.digest}`;
  const lines = all.slice(0, MOST_SHOWN).map(({ path, how, what }) => {
    const whose =
      how === 'differs'
        ? what.map(aspectText).join(', ')
        : how === 'only in the first'
          ? `only in ${tag}`
          : 'only in the new one';
    return `  ${path}: ${whose}`;
  });
  const more = all.length > MOST_SHOWN ? [`  and ${all.length - MOST_SHOWN} more: --json lists them`] : [];
  return [`${tag} came out different in ${all.length} paths:`, ...lines, ...more].join('\n');
}

function aspectText({ aspect, at, was, is }: Aspect): string {
  const where = at === undefined ? aspect : `${aspect} at ${at}`;
  if (was === undefined || is === undefined) return where;
  return aspect === 'content'
    ? `${where} (${JSON.stringify(was)} -> ${JSON.stringify(is)})`
    : `${where} ${was} -> ${is}`;
}
