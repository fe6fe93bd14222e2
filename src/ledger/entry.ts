import { isAscii, isUtf8 } from 'node:buffer';
import { digestOf } from '../naming/digest.ts';
import { canonicalJson, isCanonical } from './canonical.ts';
import { whyUnfit } from './entry-check.ts';
import type {
  BakeRecord,
  DemotedEntry,
  DeprecatedEntry,
  LedgerEntry,
  NoteEntry,
  Parent,
  PromotedEntry,
  References,
  RevokedEntry,
  Source,
  TagEntry,
} from './entry-types.gen.ts';
import { type Component, parseComponent, type Stream, type Tag, tagOf } from './tag.ts';

export type { BakeRecord, LedgerEntry, Parent, References, Source, TagEntry };

/** An entry about a tag that its file has given before. */
export type LaterEntry = RevokedEntry | PromotedEntry | DemotedEntry | DeprecatedEntry | NoteEntry;
/** An entry of a kind that this version knows. */
export type KnownEntry = TagEntry | LaterEntry;

/** The version of the format that this code reads and writes. */
export const FORMAT = 1;

/** A snapshot to be named: all of a tag's entry but what the ledger itself adds. No secret goes in here. */
export interface TagFact {
  readonly kind: 'tag';
  readonly stream: Stream;
  readonly name: string;
  /** Digest of the snapshot, `sha256:<hex>`. */
  readonly digest: string;
  readonly parents: readonly Parent[];
  readonly bake?: BakeRecord;
  readonly details?: Readonly<Record<string, unknown>>;
  /** Digests that `putObject` gave, by name. */
  readonly objects?: Readonly<Record<string, string>>;
  /** What providers call the snapshot. */
  readonly references?: References;
  /** The git commit of the catalog. */
  readonly source?: Source;
  /** The same job, asked again for the same stream and name, gets the entry that it already has. */
  readonly job: string;
  readonly who: string;
}

/** What one line of a ledger's file turns out to be. */
export type Reading =
  | { readonly state: 'tag'; readonly entry: TagEntry }
  | { readonly state: 'later'; readonly entry: LaterEntry }
  | { readonly state: 'other-kind'; readonly entry: LedgerEntry }
  | { readonly state: 'newer'; readonly format: number }
  | { readonly state: 'unreadable'; readonly why: string };

/** A line that this version can read, whether it knows the kind or not. */
export type EntryReading = Extract<Reading, { readonly entry: unknown }>;

/** Reads one line, given without its line feed. */
export function readLine(bytes: Buffer): Reading {
  let value: unknown;
  try {
    const text = textOf(bytes);
    value = JSON.parse(text);
    if (!isCanonical(text, value)) return { state: 'unreadable', why: 'is not in canonical form' };
  } catch {
    return { state: 'unreadable', why: 'is not JSON' };
  }
  const format = formatOf(value);
  if (format > FORMAT) return { state: 'newer', format };
  const why = whyUnfit(value);
  if (why !== undefined) return { state: 'unreadable', why: `does not fit the schema: ${why}` };
  return readingOf(value as LedgerEntry);
}

/** Reads one line, given with its line feed, of a file that was found whole. */
export function readSoundLine(bytes: Buffer): EntryReading {
  return readingOf(JSON.parse(bytes.toString('utf8')));
}

function readingOf(entry: LedgerEntry): EntryReading {
  if (!isKnown(entry)) return { state: 'other-kind', entry };
  return entry.kind === 'tag' ? { state: 'tag', entry } : { state: 'later', entry };
}

function textOf(bytes: Buffer): string {
  if (isAscii(bytes)) return bytes.toString('latin1');
  if (!isUtf8(bytes)) throw new TypeError('not UTF-8');
  return bytes.toString('utf8');
}

function formatOf(value: unknown): number {
  const format = typeof value === 'object' && value !== null && 'format' in value ? value.format : undefined;
  return Number.isInteger(format) ? Number(format) : 0;
}

/** Every kind of entry that this version knows. */
const KINDS: Readonly<Record<KnownEntry['kind'], true>> = {
  tag: true,
  revoked: true,
  promoted: true,
  demoted: true,
  deprecated: true,
  note: true,
};

/** Of an entry that fits the schema. */
function isKnown(entry: LedgerEntry): entry is LedgerEntry & KnownEntry {
  return Object.hasOwn(KINDS, entry.kind);
}

/** What the first entry of a component's file has as `previous`. */
export function genesisOf(component: Component): string {
  return digestOf(`rolebake ledger ${FORMAT}\n${component}\n`);
}

/** The component whose file an entry belongs to. */
export function componentOfEntry(entry: Pick<LedgerEntry, 'stream' | 'name'>): Component {
  return parseComponent(`${entry.stream}/${entry.name}`);
}

/** The tag that an entry gives, or is about. */
export function tagOfEntry(entry: KnownEntry): Tag {
  return tagOf(componentOfEntry(entry), entry.number);
}

/** Where a file's chain stands, as the next entry continues it. */
export interface ChainEnd {
  readonly count: number;
  readonly tags: number;
  /** Digest of the last line with its line feed, or the genesis value. */
  readonly last: string;
}

/** The entry that continues a chain with this fact. */
export function nextEntry(fact: TagFact, end: ChainEnd, at: Date): TagEntry {
  const entry: TagEntry = {
    ...structuredClone(fact),
    parents: fact.parents.map((parent) => ({ ...parent })),
    at: at.toISOString(),
    details: fact.details ?? {},
    format: FORMAT,
    number: end.tags + 1,
    previous: end.last,
    sequence: end.count + 1,
  };
  return fitting(entry);
}

/** An entry as it is, if the ledger may hold it; anything else is a bug of who made it. */
export function fitting<E extends KnownEntry>(entry: E): E {
  const why = whyUnfit({ ...entry });
  if (why !== undefined) throw new Error(`a fact does not fit the ledger: ${why}`);
  return entry;
}

/** An entry's line, with its line feed. */
export function lineOf(entry: LedgerEntry | KnownEntry): string {
  return `${canonicalJson(entry)}\n`;
}
