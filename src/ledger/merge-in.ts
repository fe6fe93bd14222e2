import { Refusal } from '../problem/problem.ts';
import { carryOut, currentCheckpoint, finishWrites, moveTailAside } from './finish.ts';
import { type Merged, mergeLedgers } from './merge.ts';
import { mergeFiles } from './merge-intent.ts';
import { partingsOf } from './parting.ts';
import { classify, HEADS, INTENT, STAGED } from './paths.ts';
import { type Published, refuseRenumbering, refuseRewritten } from './published.ts';
import { damaged } from './refusals.ts';
import { type Files, readAll, writeDurably } from './storage.ts';
import { withTail } from './tail.ts';
import { verifyLedger } from './verify.ts';

/** What a merge did: which tags have another name now, and how many entries came from the other ledger. */
export type MergeReport = Pick<Merged, 'renamed' | 'taken'>;

const TAKEN = ['entries', 'object', 'checkpoint'];

/** Another clone's ledger, as a branch of the config repo holds it. */
export interface OtherLedger {
  /** Its bytes by path; what is no file of a ledger is passed over. */
  readonly files: Files;
  /** What the branch was seen to hold before. */
  readonly before?: Published;
  /** What other branches were seen to hold. */
  readonly elsewhere?: readonly Published[];
}

/**
 * Merges another clone's ledger into the one on disk. The caller holds the ledger's lock. Whoever reads meanwhile, and
 * whatever dies, there is the old ledger or the new one: all of the new is on disk beside before the intent says so.
 */
export async function mergeIn(dir: string, other: OtherLedger): Promise<MergeReport> {
  const theirs = new Map([...other.files].filter(([path]) => TAKEN.includes(classify(path).kind)));
  if (other.before !== undefined) refuseRewritten(theirs, other.before);
  await finishWrites(dir);
  const checkpoint = await currentCheckpoint(dir);
  for (const file of checkpoint.keys()) await moveTailAside(dir, file, checkpoint);
  const ours = await readAll(dir);
  refuseRenumbering(partingsOf(ours, theirs), ours, other.elsewhere ?? []);
  const merged = mergeLedgers(ours, theirs);
  refuseUnsound(ours, theirs, merged);
  for (const [path, bytes] of merged.objects) await writeDurably(dir, path, bytes);
  if (merged.tails.length > 0) {
    const { staged, intent } = mergeFiles(merged, ours.get(HEADS));
    await writeDurably(dir, STAGED, staged);
    await writeDurably(dir, INTENT, intent);
    await carryOut(dir, merged);
  }
  return { renamed: merged.renamed, taken: merged.taken };
}

/** Refuses what would not be whole: one of the two ledgers is not, for a merge of whole ones is. */
function refuseUnsound(ours: Files, theirs: Files, merged: Merged): void {
  const tails = merged.tails.map((tail) => [tail.file, withTail(ours.get(tail.file), tail)] as const);
  const files = new Map([...ours, ...merged.objects, ...tails, [HEADS, Buffer.from(merged.heads)]]);
  const { faults } = verifyLedger(files);
  if (faults.length === 0) return;
  const remote = verifyLedger(theirs).faults;
  if (remote.length === 0) throw damaged(faults.map((fault) => fault.message));
  throw new Refusal(
    remote.slice(0, 5).map(({ message }) => ({
      code: 'ledger-damaged',
      message: `in the config repo: ${message}`,
      hint: 'take the ledger of the config repo back from a commit before: git log -- ledger',
    })),
  );
}
