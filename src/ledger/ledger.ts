import { join } from 'node:path';
import type { Effects } from '../host/effects.ts';
import { withExclusiveLock } from '../host/exclusive-lock.ts';
import { digestOf } from '../naming/digest.ts';
import { Refusal } from '../problem/problem.ts';
import { acceptLedger } from './accept.ts';
import { appendFact } from './append.ts';
import { atOneMoment } from './at-one-moment.ts';
import { componentsIn } from './components.ts';
import type { EntryReading, KnownEntry, LaterEntry, TagEntry, TagFact } from './entry.ts';
import type { LedgerFault } from './fault.ts';
import { readAll } from './folder-source.ts';
import { readingsIn, viewOfFound } from './found-view.ts';
import { keptText, type TextMaker } from './kept-text.ts';
import type { Fact, LaterFact } from './later-fact.ts';
import type { LedgerView, TagRecord } from './ledger-view.ts';
import { type MergeReport, mergeIn, type OtherLedger } from './merge-in.ts';
import { classify, objectFile, STATE } from './paths.ts';
import type { LedgerPlace } from './place.ts';
import { type Found, refresh, withMemory } from './refresh.ts';
import { damaged } from './refusals.ts';
import { type Repair, type RepairOptions, repairLedger } from './repair.ts';
import { signLedger } from './sign-ledger.ts';
import type { Signer } from './signing.ts';
import { type Files, readIfThere, writeDurably } from './storage.ts';
import { type Component, componentOf, parseTag, type Stream, type Tag } from './tag.ts';
import { type FolderVerification, verifyFolder } from './verify-folder.ts';

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
  /** The text that is made of all that the ledger says now; kept until it says something else. A Refusal if it is damaged. */
  text(maker: TextMaker): Promise<string>;
  /** Every entry of a component's file, of unknown kinds too; none if there is no such file. */
  entries(component: Component): Promise<readonly EntryReading[]>;
  /** Everything that is wrong; empty when the ledger is whole. */
  verify(): Promise<readonly LedgerFault[]>;
  /** What the ledger holds, with everything that is wrong. */
  inspect(): Promise<FolderVerification>;
  /**
   * Takes what another clone's ledger holds; what only this one holds follows, with other numbers where those are
   * taken. A Refusal, and nothing done, if either is damaged, or a tag that is published already would get another name.
   */
  merge(other: OtherLedger): Promise<MergeReport>;
  /** Signs the checkpoint of a ledger that is whole; gives whose signature it is, undefined if there is no checkpoint. */
  sign(): Promise<string | undefined>;
  /** Finishes what a writer died in, restores torn last lines, and says what is still wrong. */
  repair(options: RepairOptions): Promise<Repair>;
  /** From now on the ledger as it is counts as the newest that this machine has seen; gives what it was behind of. */
  accept(): Promise<readonly LedgerFault[]>;
  /** The ledger's files by path, as they are to be published; all but `HEADS` and its signature only ever grow. A Refusal if it is damaged. */
  files(): Promise<Files>;
}

/** What a ledger may be held to besides itself. */
export interface LedgerOptions {
  /** A folder outside of the ledger, where this machine remembers the newest checkpoint; without one, it does not. */
  readonly state?: string;
  /** Nothing may be written, not even what would be remembered. */
  readonly isOnlyRead?: boolean;
  /** Signs checkpoints, and says whose signatures count. Undefined: the ledger is not signed. */
  readonly signer?: Signer;
}

/** Opens the ledger in a folder, which need not exist yet. */
export function openLedger(dir: string, effects: Pick<Effects, 'now'>, options: LedgerOptions = {}): Ledger {
  const place: LedgerPlace = { dir, now: effects.now, ...options };
  const locked = <T>(work: () => Promise<T>) =>
    withExclusiveLock(join(dir, STATE, 'lock'), work, { patienceMs: PATIENCE_MS });
  function append(fact: TagFact): Promise<TagEntry>;
  function append(fact: LaterFact): Promise<LaterEntry>;
  function append(fact: Fact): Promise<KnownEntry>;
  function append(fact: Fact): Promise<KnownEntry> {
    return locked(() => appendFact(place, fact));
  }
  const whole = <T>(read: (found: Found) => T) =>
    atOneMoment(dir, () => withMemory(place, async (memory) => read(await refresh(place, memory))));
  const view = () => whole((found) => viewOfFound(dir, found));
  const text = (maker: TextMaker) =>
    atOneMoment(dir, () => withMemory(place, (memory) => keptText(place, memory, maker)));
  const inspect = () => atOneMoment(dir, () => verifyFolder(place));
  return {
    dir,
    append,
    putObject: (bytes) => locked(() => putObject(dir, bytes)),
    object: (digest) => getObject(dir, digest),
    tags: async (filter = {}) => (await view()).tags((of) => isOf(of, filter)).filter((record) => fits(record, filter)),
    heads: async () => (await view()).heads(),
    components: () => componentsIn(dir),
    show: async (tag) => existingTag(await view(), parseTag(tag)),
    view,
    text,
    entries: (component) => whole((found) => readingsIn(dir, found, component)),
    verify: async () => (await inspect()).faults,
    inspect,
    merge: (other) => locked(() => mergeIn(place, other)),
    sign: () => locked(() => signLedger(place)),
    repair: (how) => locked(() => repairLedger(place, how)),
    accept: () => locked(() => acceptLedger(place)),
    files: () => whole((found) => readAll(dir, found.others)),
  };
}

/** How long a writer waits for the one before it. */
const PATIENCE_MS = 60_000;

function isOf(component: Component, { stream, name }: TagFilter): boolean {
  const [ownStream, ownName] = component.split('/');
  return (stream === undefined || stream === ownStream) && (name === undefined || name === ownName);
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
