import { Refusal } from '../problem/problem.ts';
import { checkpointText } from './checkpoint.ts';
import { finishWrites, moveTailAside } from './finish.ts';
import { readAll } from './folder-source.ts';
import { Heads } from './heads.ts';
import { type Merged, mergeLedgers } from './merge.ts';
import { partingsOf } from './parting.ts';
import { classify, HEADS, SIGNATURE } from './paths.ts';
import type { LedgerPlace } from './place.ts';
import { type Published, refuseRenumbering, refuseRewritten } from './published.ts';
import { type Memory, refresh, withMemory } from './refresh.ts';
import { damaged } from './refusals.ts';
import { signHeads } from './sign-heads.ts';
import { nameOf, signatureOf } from './signature.ts';
import { type Files, writeDurably } from './storage.ts';
import { withTail } from './tail.ts';
import { verifyLedger } from './verify.ts';
import { writeStaged } from './write-staged.ts';

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
export async function mergeIn(place: LedgerPlace, other: OtherLedger): Promise<MergeReport> {
  const theirs = new Map([...other.files].filter(([path]) => TAKEN.includes(classify(path).kind)));
  if (other.before !== undefined) refuseRewritten(theirs, other.before);
  await finishWrites(place.dir);
  return await withMemory(place, (memory) => mergeWith(place, { ...other, files: theirs }, memory));
}

async function mergeWith(place: LedgerPlace, other: OtherLedger, memory: Memory): Promise<MergeReport> {
  const [dir, theirs] = [place.dir, other.files];
  const { current } = await refresh(place, memory);
  for (const [file, end] of current.heads.checkpoint) await moveTailAside(dir, file, end);
  const ours = readAll(dir);
  refuseRenumbering(partingsOf(ours, theirs), ours, other.elsewhere ?? []);
  const merged = mergeLedgers(ours, theirs);
  const heads = mergedHeads(merged, theirs, place.now());
  if (!isSame(theirs.get(HEADS), ours.get(HEADS)) || merged.objects.size > 0)
    refuseUnsound(ours, theirs, merged, heads);
  await refuseUnsigned(place, theirs);
  for (const [path, bytes] of merged.objects) await writeDurably(dir, path, bytes);
  if (merged.tails.length > 0) {
    const isTheirs = heads.bytes.equals(theirs.get(HEADS) ?? Buffer.alloc(0));
    const signature = isTheirs ? theirs.get(SIGNATURE)?.toString('utf8') : await signHeads(place, heads, current);
    const bytes = signature === undefined ? undefined : Buffer.from(signature);
    const name = nameOf({ heads, signature: bytes }, place.signer);
    memory.seen.announce(name);
    await writeStaged(dir, { tails: merged.tails, heads, signature }, current.heads);
    memory.seen.meet(name, () => merged.ends);
  }
  return { renamed: merged.renamed, taken: merged.taken };
}

const isSame = (a: Buffer | undefined, b: Buffer | undefined): boolean => a === b || (a && b && a.equals(b)) === true;

/** The checkpoint of what a merge gives: theirs, if it is just what they hold. */
function mergedHeads({ ends }: Merged, theirs: Files, now: Date): Heads {
  const bytes = theirs.get(HEADS);
  const other = Heads.read(bytes);
  const at = typeof other === 'string' ? undefined : other.at;
  const isTheirs = bytes !== undefined && checkpointText(ends, at) === bytes.toString('utf8');
  return isTheirs && typeof other !== 'string' ? other : Heads.of(ends, now.toISOString());
}

/** Refuses another clone's checkpoint that nobody has signed whose signature counts. */
async function refuseUnsigned({ signer, now }: LedgerPlace, theirs: Files): Promise<void> {
  const heads = Heads.read(theirs.get(HEADS));
  if (signer === undefined || typeof heads === 'string' || heads.isNone) return;
  const verdict = await signatureOf({ heads, signature: theirs.get(SIGNATURE) }, signer, now);
  if ('fault' in verdict) throw damagedThere([verdict.fault.message]);
}

/** Refuses what would not be whole: one of the two ledgers is not, for a merge of whole ones is. */
function refuseUnsound(ours: Files, theirs: Files, merged: Merged, heads: Heads): void {
  const tails = merged.tails.map((tail) => [tail.file, withTail(ours.get(tail.file), tail)] as const);
  const files = new Map([...ours, ...merged.objects, ...tails, [HEADS, heads.bytes]]);
  const { faults } = verifyLedger(files);
  if (faults.length === 0) return;
  const remote = verifyLedger(theirs).faults;
  if (remote.length === 0) throw damaged(faults.map((fault) => fault.message));
  throw damagedThere(remote.map(({ message }) => message));
}

function damagedThere(messages: readonly string[]): Refusal {
  const hint = 'take the ledger of the config repo back from a commit before: git log -- ledger';
  return new Refusal(
    messages
      .slice(0, 5)
      .map((message) => ({ code: 'ledger-damaged', message: `in the config repo: ${message}`, hint })),
  );
}
