import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { digestOf } from '../naming/digest.ts';
import { Refusal } from '../problem/problem.ts';
import { type Checkpoint, checkpointText, readCheckpoint } from './checkpoint.ts';
import { componentOfEntry, genesisOf, lineOf, nextEntry, type TagEntry, type TagFact, tagOfEntry } from './entry.ts';
import { endAfter, intentText, type Redo, readIntent, redoOf } from './intent.ts';
import { type Line, splitLines } from './lines.ts';
import { fileOf, HEADS, INTENT, STATE } from './paths.ts';
import { damaged, newerCheckpoint, refuseUnreadable } from './refusals.ts';
import { readIfThere, readSome, writeDurably, writeTail } from './storage.ts';
import { componentOf, parseComponent, parseTag } from './tag.ts';
import { verifyFile } from './verify-file.ts';

/** Appends one fact, or finds the entry that its job has already. The caller holds the ledger's lock. */
export async function appendFact(dir: string, fact: TagFact, now: () => Date): Promise<TagEntry> {
  await writeState(dir);
  await finishAppend(dir);
  const component = componentOfEntry(fact);
  const checkpoint = await currentCheckpoint(dir);
  await moveTailAside(dir, fileOf(component), checkpoint);
  const lines = await soundLines(dir, fileOf(component), checkpoint);
  const before = lines
    .map((line) => line.reading)
    .flatMap((reading) => (reading.state === 'tag' ? [reading.entry] : []));
  const same = before.find((entry) => entry.job === fact.job);
  if (same !== undefined) return sameFact(same, fact);
  await refuseUnknownParents(dir, fact, checkpoint);
  const end = checkpoint.get(fileOf(component)) ?? { count: 0, tags: 0, last: genesisOf(component) };
  const entry = nextEntry(fact, end, now());
  await writeLine(dir, fileOf(component), lineOf(entry), checkpoint);
  return entry;
}

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

function sameFact(entry: TagEntry, fact: TagFact): TagEntry {
  if (entry.digest === fact.digest) return entry;
  throw new Refusal({
    code: 'ledger-conflict',
    message: `job ${fact.job} has recorded ${tagOfEntry(entry)} as ${entry.digest} and now says ${fact.digest}`,
    hint: 'give another snapshot another job',
  });
}

async function refuseUnknownParents(dir: string, fact: TagFact, checkpoint: Checkpoint): Promise<void> {
  for (const parent of fact.parents) {
    const file = fileOf(componentOf(parseTag(parent.tag)));
    const lines = await soundLines(dir, file, checkpoint);
    const tags = lines.flatMap(({ reading }) => (reading.state === 'tag' ? [reading.entry] : []));
    if (tags.some((entry) => tagOfEntry(entry) === parent.tag && entry.digest === parent.digest)) continue;
    throw new Refusal({
      code: 'unknown-tag',
      message: `the parent ${parent.tag} ${parent.digest} is not in the ledger`,
      hint: 'rolebake tags',
    });
  }
}
