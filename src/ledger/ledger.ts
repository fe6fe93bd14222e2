import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Effects } from '../host/effects.ts';
import { withExclusiveLock } from '../host/exclusive-lock.ts';
import { digestOf } from '../naming/digest.ts';
import { Refusal } from '../problem/problem.ts';
import { appendFact } from './append.ts';
import { componentsIn } from './components.ts';
import type { EntryReading, KnownEntry, LaterEntry, TagEntry, TagFact } from './entry.ts';
import type { LedgerFault } from './fault.ts';
import { afterRedo } from './intent.ts';
import type { Fact, LaterFact } from './later-fact.ts';
import { LedgerView, type TagRecord } from './ledger-view.ts';
import { type MergeReport, mergeIn, type OtherLedger } from './merge-in.ts';
import { classify, INTENT, objectFile, STAGED, STATE } from './paths.ts';
import { damaged, newerCheckpoint, refuseUnreadable } from './refusals.ts';
import { type Files, readAll, readIfThere, readMoment, writeDurably } from './storage.ts';
import { type Component, componentOf, parseTag, type Stream, type Tag } from './tag.ts';
import { readEntryFiles, type Verification, verifyLedger, verifyRead } from './verify.ts';

export type { Fact, TagRecord };

/** Which tags to give; what is left out does not matter. */
export interface TagFilter {
  readonly stream?: Stream;
  readonly name?: string;
  /** Only tags of this bake key. */
  readonly key?: string;
  /** Only tags of this snapshot. */
  readonly digest?: string;
  /** Only tags that are revoked, or only those that are not. */
  readonly revoked?: boolean;
}

/** The append-only record of tags (docs/ledger.md). */
export interface Ledger {
  readonly dir: string;
  /** Appends a fact; resolves when it is on disk for good. The same job asked again gets its first entry. */
  append(fact: TagFact): Promise<TagEntry>;
  append(fact: LaterFact): Promise<LaterEntry>;
  append(fact: Fact): Promise<KnownEntry>;
  /** Keeps bytes beside the entries, for a fact's `objects`; gives their digest. */
  putObject(bytes: Buffer | string): Promise<string>;
  /** The bytes of an object; a Refusal if they are missing or changed. */
  object(digest: string): Promise<Buffer>;
  /** Tags that fit, by stream and name, oldest first. A Refusal if the ledger is damaged. */
  tags(filter?: TagFilter): Promise<readonly TagRecord[]>;
  /** The head of each component that has one: its newest tag that is not revoked. */
  heads(): Promise<readonly TagRecord[]>;
  /** Every component that has a file. */
  components(): Promise<readonly Component[]>;
  /** One tag, written as `role/web@42`; a Refusal if there is none. */
  show(tag: string): Promise<TagRecord>;
  /** All that the ledger says now. A Refusal if it is damaged. */
  view(): Promise<LedgerView>;
  /** Every entry of a component's file, of unknown kinds too; none if there is no such file. */
  entries(component: Component): Promise<readonly EntryReading[]>;
  /** Everything that is wrong; empty when the ledger is whole. */
  verify(): Promise<readonly LedgerFault[]>;
  /** What the ledger holds, with everything that is wrong. */
  inspect(): Promise<Verification>;
  /**
   * Takes what another clone's ledger holds; what only this one holds follows, with other numbers where those are
   * taken. A Refusal, and nothing done, if either is damaged, or a tag that is published already would get another name.
   */
  merge(other: OtherLedger): Promise<MergeReport>;
  /** The ledger's files by path, as they are to be published; all but `HEADS` only ever grow. A Refusal if it is damaged. */
  files(): Promise<Files>;
}

/** Opens the ledger in a folder, which need not exist yet. */
export function openLedger(dir: string, effects: Pick<Effects, 'now'>): Ledger {
  const locked = <T>(work: () => Promise<T>) =>
    withExclusiveLock(join(dir, STATE, 'lock'), work, { patienceMs: PATIENCE_MS });
  function append(fact: TagFact): Promise<TagEntry>;
  function append(fact: LaterFact): Promise<LaterEntry>;
  function append(fact: Fact): Promise<KnownEntry>;
  function append(fact: Fact): Promise<KnownEntry> {
    return locked(() => appendFact(dir, fact, effects.now));
  }
  const view = async () => viewOfFiles(await readSnapshot(dir));
  return {
    dir,
    append,
    putObject: (bytes) => locked(() => putObject(dir, bytes)),
    object: (digest) => getObject(dir, digest),
    tags: async (filter = {}) => (await view()).tags().filter((record) => fits(record, filter)),
    heads: async () => (await view()).heads(),
    components: () => componentsIn(dir),
    show: async (tag) => existingTag(await view(), parseTag(tag)),
    view,
    entries: async (component) => soundEntries(await readSnapshot(dir)).get(component) ?? [],
    verify: async () => verifyLedger(await readSnapshot(dir)).faults,
    inspect: async () => verifyLedger(await readSnapshot(dir)),
    merge: (other) => locked(() => mergeIn(dir, other)),
    files: async () => publishable(await readSnapshot(dir)),
  };
}

/** How long a writer waits for the one before it. */
const PATIENCE_MS = 60_000;
const TRIES = 400;
const PAUSE_MS = 5;

/** All files as they were at one moment, without a lock: read again while a writer is at work. */
async function readSnapshot(dir: string): Promise<Files> {
  for (let tries = 0; tries < TRIES; tries++) {
    const before = await readMoment(dir);
    const files = await readAll(dir);
    if ((await readMoment(dir)) === before) return files;
    await sleep(PAUSE_MS);
  }
  throw new Refusal({ code: 'lock-busy', message: `${dir} changes faster than it can be read`, hint: 'try again' });
}

/** All that these files of a ledger say; a Refusal if they are damaged. Pure. */
function viewOfFiles(stored: Files): LedgerView {
  const known = (reading: EntryReading) => (reading.state === 'other-kind' ? [] : [reading.entry]);
  return new LedgerView(new Map([...soundEntries(stored)].map(([component, own]) => [component, own.flatMap(known)])));
}

/** Every entry of each component; a Refusal if anything is wrong with the files. */
function soundEntries(stored: Files): Map<Component, EntryReading[]> {
  const files = afterRedo(stored);
  const parts = readEntryFiles(files);
  const { faults } = verifyRead(files, parts);
  for (const { path, lines } of parts) refuseUnreadable(lines, path);
  if (faults.some((fault) => fault.kind === 'newer-format')) throw newerCheckpoint();
  if (faults.length > 0) throw damaged(faults.map((fault) => fault.message));
  return new Map(
    parts.map(({ component, lines }) => [
      component,
      lines.flatMap(({ reading }) => ('entry' in reading ? [reading] : [])),
    ]),
  );
}

function fits({ entry, standing }: TagRecord, filter: TagFilter): boolean {
  if (filter.revoked !== undefined && filter.revoked !== (standing.revoked !== undefined)) return false;
  const values = { stream: entry.stream, name: entry.name, key: entry.bake?.key, digest: entry.digest };
  const names = ['stream', 'name', 'key', 'digest'] as const;
  return names.every((name) => filter[name] === undefined || filter[name] === values[name]);
}

/** One tag; a Refusal if it was never given. */
export function existingTag(view: LedgerView, tag: Tag): TagRecord {
  const found = view.tag(tag);
  if (found !== undefined) return found;
  const newest = view.tagsOf(componentOf(tag)).at(-1);
  const hint = newest === undefined ? 'rolebake heads' : `the newest is ${newest.tag}`;
  throw new Refusal({ code: 'unknown-tag', message: `the ledger holds no ${tag}`, hint });
}

async function putObject(dir: string, bytes: Buffer | string): Promise<string> {
  const digest = digestOf(bytes);
  const there = await readIfThere(dir, objectFile(digest));
  if (there === undefined || digestOf(there) !== digest) await writeDurably(dir, objectFile(digest), bytes);
  return digest;
}

async function getObject(dir: string, digest: string): Promise<Buffer> {
  const path = objectFile(digest);
  const bytes = classify(path).kind === 'object' ? await readIfThere(dir, path) : undefined;
  if (bytes !== undefined && digestOf(bytes) === digest) return bytes;
  throw damaged([`${path} is ${bytes === undefined ? 'missing' : 'changed'}`]);
}

function publishable(stored: Files): Files {
  soundEntries(stored);
  return new Map([...afterRedo(stored)].filter(([path]) => path !== INTENT && path !== STAGED));
}
