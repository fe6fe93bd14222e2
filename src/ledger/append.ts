import { Refusal } from '../problem/problem.ts';
import { type Checkpoint, checkpointText } from './checkpoint.ts';
import {
  type ChainEnd,
  componentOfEntry,
  genesisOf,
  type KnownEntry,
  type LaterEntry,
  lineOf,
  nextEntry,
  type Reading,
  type TagEntry,
  type TagFact,
  tagOfEntry,
} from './entry.ts';
import { carryOut, currentCheckpoint, finishWrites, moveTailAside } from './finish.ts';
import { endAfter, intentText } from './intent.ts';
import { type Fact, type LaterFact, nextLaterEntry, saysTheSame } from './later-fact.ts';
import { type Line, splitLines } from './lines.ts';
import { fileOf, HEADS, INTENT } from './paths.ts';
import { damaged, refuseUnreadable } from './refusals.ts';
import { readIfThere, writeDurably } from './storage.ts';
import { componentOf, parseComponent, parseTag, tagOf } from './tag.ts';
import { verifyFile } from './verify-file.ts';

/** Appends one fact, or finds the entry that its job has already. The caller holds the ledger's lock. */
export async function appendFact(dir: string, fact: Fact, now: () => Date): Promise<KnownEntry> {
  await finishWrites(dir);
  const component = componentOfEntry(fact);
  const checkpoint = await currentCheckpoint(dir);
  await moveTailAside(dir, fileOf(component), checkpoint);
  const lines = await soundLines(dir, fileOf(component), checkpoint);
  const same = lines.find(({ reading }) => 'entry' in reading && reading.entry.job === fact.job);
  if (same !== undefined) return sameFact(same.reading, fact);
  const end = checkpoint.get(fileOf(component)) ?? { count: 0, tags: 0, last: genesisOf(component) };
  const entry =
    fact.kind === 'tag'
      ? nextEntry({ ...fact, parents: await knownParents(dir, fact, checkpoint) }, end, now())
      : laterEntry(lines, fact, end, now());
  await writeLine(dir, fileOf(component), lineOf(entry), checkpoint);
  return entry;
}

/** The entry of a fact about one of the tags in these lines. */
function laterEntry(lines: readonly Line[], fact: LaterFact, end: ChainEnd, at: Date): LaterEntry {
  const tag = tagOf(componentOfEntry(fact), fact.number);
  const about = tagsIn(lines).find(({ number }) => number === fact.number);
  if (about !== undefined) return nextLaterEntry(fact, about, end, at);
  throw new Refusal({ code: 'unknown-tag', message: `the ledger holds no ${tag}`, hint: 'rolebake tags' });
}

const tagsIn = (lines: readonly Line[]): TagEntry[] =>
  lines.flatMap(({ reading }) => (reading.state === 'tag' ? [reading.entry] : []));

/** The order on disk is the promise: intent, line, checkpoint, each synced; only then is the entry appended. */
async function writeLine(dir: string, file: string, line: string, checkpoint: Checkpoint): Promise<void> {
  const size = (await readIfThere(dir, file))?.length ?? 0;
  const after = new Map([...checkpoint, [file, endAfter(checkpoint.get(file), line)]]);
  await writeDurably(dir, INTENT, intentText({ file, line, size }));
  await carryOut(dir, { tails: [{ file, size, bytes: Buffer.from(line) }], heads: checkpointText(after) });
}

async function soundLines(dir: string, file: string, checkpoint: Checkpoint): Promise<readonly Line[]> {
  const bytes = await readIfThere(dir, file);
  const promised = checkpoint.get(file);
  if (bytes === undefined && promised === undefined) return [];
  if (bytes === undefined || promised === undefined) throw damaged([`${file} and ${HEADS} do not fit`]);
  const { lines, tail } = splitLines(bytes);
  const faults = verifyFile({ component: parseComponent(file.slice(0, -'.jsonl'.length)), lines, tail, promised });
  refuseUnreadable(lines, file);
  if (faults.length > 0) throw damaged(faults.map((fault) => fault.message));
  return lines;
}

/** The entry that a job has already, if that says the same. */
function sameFact(reading: Reading, fact: Fact): KnownEntry {
  if (reading.state === 'tag' && fact.kind === 'tag' && reading.entry.digest === fact.digest) return reading.entry;
  if (reading.state === 'later' && fact.kind !== 'tag' && saysTheSame(reading.entry, fact)) return reading.entry;
  const before = reading.state === 'tag' ? `${tagOfEntry(reading.entry)} as ${reading.entry.digest}` : 'another fact';
  const now = fact.kind === 'tag' ? fact.digest : `${fact.kind} of ${tagOf(componentOfEntry(fact), fact.number)}`;
  throw new Refusal({
    code: 'ledger-conflict',
    message: `job ${fact.job} has recorded ${before} and now says ${now}`,
    hint: 'give another fact another job',
  });
}

/** The parents as the ledger names them now: a merge may have given one another number since the job began. */
async function knownParents(dir: string, fact: TagFact, checkpoint: Checkpoint): Promise<TagFact['parents']> {
  const known: { tag: string; digest: string }[] = [];
  for (const { tag, digest } of fact.parents) {
    const lines = await soundLines(dir, fileOf(componentOf(parseTag(tag))), checkpoint);
    const same = tagsIn(lines).filter((entry) => entry.digest === digest);
    const named = same.find((entry) => tagOfEntry(entry) === tag);
    const parent = named ?? same.find((entry) => entry.formerly?.includes(tag));
    if (parent === undefined) throw unknownParent(tag, digest);
    known.push({ tag: tagOfEntry(parent), digest });
  }
  return known;
}

function unknownParent(tag: string, digest: string): Refusal {
  const message = `the parent ${tag} ${digest} is not in the ledger`;
  return new Refusal({ code: 'unknown-tag', message, hint: 'rolebake tags' });
}
