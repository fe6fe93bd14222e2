import { Refusal } from '../problem/problem.ts';
import { ComponentLines } from './component-lines.ts';
import { type CurrentHeads, currentHeads } from './current-heads.ts';
import {
  componentOfEntry,
  type EntryReading,
  type KnownEntry,
  type LaterEntry,
  nextEntry,
  type TagEntry,
  type TagFact,
  tagOfEntry,
} from './entry.ts';
import { finishWrites } from './finish.ts';
import { type Fact, type LaterFact, nextLaterEntry, saysTheSame } from './later-fact.ts';
import type { LedgerPlace } from './place.ts';
import { type Memory, refresh, withMemory } from './refresh.ts';
import { type Component, componentOf, parseTag, splitTag, tagOf } from './tag.ts';
import { writeLine } from './write-line.ts';

/** Appends one fact, or finds the entry that its job has already. The caller holds the ledger's lock. */
export async function appendFact(place: LedgerPlace, fact: Fact): Promise<KnownEntry> {
  await finishWrites(place.dir);
  return await withMemory(place, (memory) => append(place, fact, memory));
}

async function append(place: LedgerPlace, fact: Fact, memory: Memory): Promise<KnownEntry> {
  const component = componentOfEntry(fact);
  const current = await soundHeads(place, memory);
  const linesOf = (of: Component) => ComponentLines.open(place.dir, of, current.heads, memory.index);
  const lines = await linesOf(component);
  const same = lines.ofJob(fact.job);
  if (same !== undefined) return sameFact(same, fact);
  const entry =
    fact.kind === 'tag'
      ? nextEntry({ ...fact, parents: await knownParents(fact, linesOf) }, lines.end, place.now())
      : laterEntry(lines, fact, place.now());
  await writeLine(place, { memory, current }, lines, entry);
  return entry;
}

/** The checkpoint that is on disk. One that this machine has not found good before is held to all that it promises. */
async function soundHeads(place: LedgerPlace, memory: Memory): Promise<CurrentHeads> {
  const current = await currentHeads(place, memory);
  return current.isSeen ? current : (await refresh(place, memory)).current;
}

/** The entry of a fact about one of the tags of a file. */
function laterEntry(lines: ComponentLines, fact: LaterFact, at: Date): LaterEntry {
  const about = lines.tag(fact.number);
  if (about !== undefined) return nextLaterEntry(fact, about, lines.end, at);
  const tag = tagOf(componentOfEntry(fact), fact.number);
  throw new Refusal({ code: 'unknown-tag', message: `the ledger holds no ${tag}`, hint: 'rolebake tags' });
}

/** The entry that a job has already, if that says the same. */
function sameFact(reading: EntryReading, fact: Fact): KnownEntry {
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
async function knownParents(
  fact: TagFact,
  linesOf: (component: Component) => Promise<ComponentLines>,
): Promise<TagFact['parents']> {
  const known: { tag: string; digest: string }[] = [];
  for (const { tag, digest } of fact.parents) {
    const lines = await linesOf(componentOf(parseTag(tag)));
    const named = lines.tag(splitTag(parseTag(tag)).number);
    const parent = named?.digest === digest ? named : renamed(lines, tag, digest);
    if (parent === undefined) throw unknownParent(tag, digest);
    known.push({ tag: tagOfEntry(parent), digest });
  }
  return known;
}

function renamed(lines: ComponentLines, tag: string, digest: string): TagEntry | undefined {
  for (const entry of lines.tags()) if (entry.digest === digest && entry.formerly?.includes(tag)) return entry;
  return undefined;
}

function unknownParent(tag: string, digest: string): Refusal {
  const message = `the parent ${tag} ${digest} is not in the ledger`;
  return new Refusal({ code: 'unknown-tag', message, hint: 'rolebake tags' });
}
