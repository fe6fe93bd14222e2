import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { digestOf } from '../naming/digest.ts';
import { Refusal } from '../problem/problem.ts';
import { type Checkpoint, checkpointText, readCheckpoint } from './checkpoint.ts';
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
import { endAfter, intentText, type Redo, readIntent, redoOf } from './intent.ts';
import { type Fact, type LaterFact, nextLaterEntry, saysTheSame } from './later-fact.ts';
import { type Line, splitLines } from './lines.ts';
import { fileOf, HEADS, INTENT, STATE } from './paths.ts';
import { damaged, newerCheckpoint, refuseUnreadable } from './refusals.ts';
import { readIfThere, readSome, writeDurably, writeTail } from './storage.ts';
import { componentOf, parseComponent, parseTag, tagOf } from './tag.ts';
import { verifyFile } from './verify-file.ts';

/** Appends one fact, or finds the entry that its job has already. The caller holds the ledger's lock. */
export async function appendFact(dir: string, fact: Fact, now: () => Date): Promise<KnownEntry> {
  await writeState(dir);
  await finishAppend(dir);
  const component = componentOfEntry(fact);
  const checkpoint = await currentCheckpoint(dir);
  await moveTailAside(dir, fileOf(component), checkpoint);
  const lines = await soundLines(dir, fileOf(component), checkpoint);
  const same = lines.find(({ reading }) => 'entry' in reading && reading.entry.job === fact.job);
  if (same !== undefined) return sameFact(same.reading, fact);
  if (fact.kind === 'tag') await refuseUnknownParents(dir, fact, checkpoint);
  const end = checkpoint.get(fileOf(component)) ?? { count: 0, tags: 0, last: genesisOf(component) };
  const entry = fact.kind === 'tag' ? nextEntry(fact, end, now()) : laterEntry(lines, fact, end, now());
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
  await carryOut(dir, { intent: { file, line, size }, checkpoint: after });
}

async function carryOut(dir: string, { intent, checkpoint }: Redo): Promise<void> {
  await writeTail(dir, intent.file, intent.size, Buffer.from(intent.line));
  await writeDurably(dir, HEADS, checkpointText(checkpoint));
  await rm(join(dir, INTENT));
}

/** Finishes the append that a writer died in. */
async function finishAppend(dir: string): Promise<void> {
  const files = await readSome(dir, [INTENT, HEADS]);
  const bytes = files.get(INTENT);
  if (bytes === undefined) return;
  const intended = readIntent(bytes);
  const redo = intended && redoOf(new Map([...files, ...(await readSome(dir, [intended.file]))]));
  if (redo === undefined) await rm(join(dir, INTENT));
  else await carryOut(dir, redo);
}

async function writeState(dir: string): Promise<void> {
  if ((await readIfThere(dir, `${STATE}/.gitignore`)) === undefined)
    await writeDurably(dir, `${STATE}/.gitignore`, '*\n');
}

async function currentCheckpoint(dir: string): Promise<Checkpoint> {
  const bytes = await readIfThere(dir, HEADS);
  if (bytes === undefined) return new Map();
  const reading = readCheckpoint(bytes);
  if (reading.state === 'whole') return reading.checkpoint;
  throw reading.state === 'newer' ? newerCheckpoint() : damaged([`${HEADS} was changed`]);
}

/** A tail that the checkpoint does not count was never appended: it is kept in .state/torn and cut off. */
async function moveTailAside(dir: string, file: string, checkpoint: Checkpoint): Promise<void> {
  const bytes = await readIfThere(dir, file);
  const { lines, tail } = splitLines(bytes ?? Buffer.alloc(0));
  if (bytes === undefined || tail.length === 0 || lines.length !== checkpoint.get(file)?.count) return;
  const name = `${file.replace('/', '-')}-${digestOf(tail).slice(7, 23)}`;
  await writeDurably(dir, `${STATE}/torn/${name}`, Buffer.from(tail));
  await writeTail(dir, file, bytes.length - tail.length, Buffer.alloc(0));
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

async function refuseUnknownParents(dir: string, fact: TagFact, checkpoint: Checkpoint): Promise<void> {
  for (const parent of fact.parents) {
    const file = fileOf(componentOf(parseTag(parent.tag)));
    const lines = await soundLines(dir, file, checkpoint);
    if (tagsIn(lines).some((entry) => tagOfEntry(entry) === parent.tag && entry.digest === parent.digest)) continue;
    throw new Refusal({
      code: 'unknown-tag',
      message: `the parent ${parent.tag} ${parent.digest} is not in the ledger`,
      hint: 'rolebake tags',
    });
  }
}
