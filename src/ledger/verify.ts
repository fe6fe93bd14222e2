import { digestOf } from '../naming/digest.ts';
import { type Checkpoint, checkpointText, readCheckpoint } from './checkpoint.ts';
import { type ChainEnd, type LedgerEntry, type TagEntry, tagOfEntry } from './entry.ts';
import type { LedgerFault } from './fault.ts';
import { afterRedo } from './intent.ts';
import { type Line, splitLines } from './lines.ts';
import { classify, HEADS, objectFile } from './paths.ts';
import type { Files } from './storage.ts';
import { type Component, isTag, type Tag, tagOf } from './tag.ts';
import { verifyFile } from './verify-file.ts';

/** What a ledger holds, and everything that is wrong with it. */
export interface Verification {
  readonly faults: readonly LedgerFault[];
  /** Number of component files. */
  readonly files: number;
  readonly entries: number;
  /** Kinds of entry that this version keeps and does not understand, with how many there are. */
  readonly unknownKinds: ReadonlyMap<string, number>;
}

/** A component's file, read. */
export interface EntryFile {
  readonly path: string;
  readonly component: Component;
  readonly lines: readonly Line[];
  readonly tail: Uint8Array;
}

/** Verifies a whole ledger, given its bytes by path: nothing else is needed. Pure. */
export function verifyLedger(stored: Files): Verification {
  const files = afterRedo(stored);
  return verifyRead(files, readEntryFiles(files));
}

/** Reads the files of components, each line once. */
export function readEntryFiles(files: Files): EntryFile[] {
  return [...files].flatMap(([path, bytes]): EntryFile[] => {
    const kind = classify(path);
    return kind.kind === 'entries' ? [{ path, component: kind.component, ...splitLines(bytes) }] : [];
  });
}

/** Verifies a ledger whose files are read already; no append is under way in it. */
export function verifyRead(files: Files, parts: readonly EntryFile[]): Verification {
  const heads = verifyHeads(files.get(HEADS), parts);
  const faults = [
    ...heads.faults,
    ...verifyNames(parts, heads.checkpoint),
    ...parts.flatMap((part) => verifyPart(part, heads.checkpoint)),
    ...foreignFiles(files),
    ...verifyObjects(files, parts),
    ...verifyParents(parts),
  ];
  const entries = parts.flatMap((part) => part.lines.flatMap(entriesOf));
  return { faults, files: parts.length, entries: entries.length, unknownKinds: unknownKinds(parts) };
}

function verifyPart(part: EntryFile, checkpoint: Checkpoint | undefined): LedgerFault[] {
  const promised = checkpoint?.get(part.path);
  return checkpoint === undefined || promised !== undefined ? verifyFile({ ...part, promised }) : [];
}

function entriesOf(line: Line): LedgerEntry[] {
  return 'entry' in line.reading ? [line.reading.entry as LedgerEntry] : [];
}

function tagEntries(parts: readonly EntryFile[]): { part: EntryFile; line: Line; entry: TagEntry; tag: Tag }[] {
  return parts.flatMap((part) =>
    part.lines.flatMap((line) => {
      if (line.reading.state !== 'tag') return [];
      return [{ part, line, entry: line.reading.entry, tag: tagOfEntry(line.reading.entry) }];
    }),
  );
}

function unknownKinds(parts: readonly EntryFile[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { reading } of parts.flatMap((part) => part.lines)) {
    if (reading.state === 'other-kind') counts.set(reading.entry.kind, (counts.get(reading.entry.kind) ?? 0) + 1);
  }
  return counts;
}

function verifyHeads(
  bytes: Buffer | undefined,
  parts: readonly EntryFile[],
): { faults: LedgerFault[]; checkpoint?: Checkpoint } {
  if (bytes === undefined) {
    if (parts.length === 0) return { faults: [], checkpoint: new Map() };
    return { faults: [{ kind: 'checkpoint', file: HEADS, message: `${HEADS} is missing, and there are entries` }] };
  }
  const reading = readCheckpoint(bytes);
  switch (reading.state) {
    case 'whole':
      return { faults: [], checkpoint: reading.checkpoint };
    case 'newer':
      return {
        faults: [headsFault('newer-format', 1, 'is of a newer format than this rolebake reads: update rolebake')],
      };
    case 'damaged': {
      const line = differingLine(bytes.toString('utf8'), checkpointText(observed(parts)));
      return { faults: [headsFault('checkpoint', line, 'was changed: its root does not fit what it says')] };
    }
  }
}

function headsFault(kind: LedgerFault['kind'], line: number, what: string): LedgerFault {
  return { kind, file: HEADS, line, message: `${HEADS} line ${line} ${what}` };
}

/** The checkpoint that the files as they are would give. */
function observed(parts: readonly EntryFile[]): Checkpoint {
  return new Map(
    parts.map((part) => {
      const tags = part.lines.filter((line) => line.reading.state === 'tag').length;
      const end: ChainEnd = { count: part.lines.length, tags, last: part.lines.at(-1)?.digest ?? '' };
      return [part.path, end];
    }),
  );
}

function differingLine(text: string, should: string): number {
  const expected = should.split('\n');
  const place = text.split('\n').findIndex((line, index) => line !== expected[index]);
  return place === -1 ? expected.length : place + 1;
}

/** Files that the checkpoint promises and that are not there, under their name or at all; and files it knows not. */
function verifyNames(parts: readonly EntryFile[], checkpoint: Checkpoint | undefined): LedgerFault[] {
  if (checkpoint === undefined) return [];
  const strangers = new Map(parts.filter((part) => !checkpoint.has(part.path)).map((part) => [part.path, part]));
  const faults: LedgerFault[] = [];
  for (const [file, end] of checkpoint) {
    if (parts.some((part) => part.path === file)) continue;
    const moved = [...strangers.values()].find((part) => part.lines.at(-1)?.digest === end.last);
    strangers.delete(moved?.path ?? '');
    faults.push(goneFile(file, end, moved?.path));
  }
  for (const file of strangers.keys()) {
    faults.push({
      kind: 'file-added',
      file,
      message: `${file} is not in the checkpoint: it was added, or ${HEADS} is older`,
    });
  }
  return faults;
}

function goneFile(file: string, end: ChainEnd, movedTo: string | undefined): LedgerFault {
  const kind = classify(file);
  const last = kind.kind === 'entries' && end.tags > 0 ? tagOf(kind.component, end.tags) : undefined;
  const held = `it held ${end.count} entries${last === undefined ? '' : `, the last tag ${last}`}`;
  const tag = last === undefined ? {} : { tag: last };
  if (movedTo === undefined) return { kind: 'file-removed', file, ...tag, message: `${file} was removed; ${held}` };
  return { kind: 'file-renamed', file, ...tag, message: `${file} was renamed to ${movedTo}; ${held}` };
}

function foreignFiles(files: Files): LedgerFault[] {
  const foreign = [...files.keys()].filter((path) => classify(path).kind === 'foreign');
  return foreign.map((file) => ({ kind: 'foreign-file', file, message: `${file} is no file of a ledger` }));
}

function verifyObjects(files: Files, parts: readonly EntryFile[]): LedgerFault[] {
  const owners = new Map<string, Tag>();
  for (const { entry, tag } of tagEntries(parts)) {
    for (const digest of Object.values(entry.objects ?? {})) owners.set(digest, tag);
  }
  const named = (digest: string) => (owners.has(digest) ? { tag: String(owners.get(digest)) } : {});
  const changed = [...files].flatMap(([file, bytes]): LedgerFault[] => {
    const path = classify(file);
    if (path.kind !== 'object' || digestOf(bytes) === path.digest) return [];
    return [
      { kind: 'object-changed', file, ...named(path.digest), message: `${file} was changed: its digest is another` },
    ];
  });
  const missing = [...owners].flatMap(([digest, tag]): LedgerFault[] => {
    const file = objectFile(digest);
    return files.has(file) ? [] : [{ kind: 'object-missing', file, tag, message: `${file} of ${tag} is missing` }];
  });
  return [...changed, ...missing];
}

function verifyParents(parts: readonly EntryFile[]): LedgerFault[] {
  const digests = new Map<string, string>(tagEntries(parts).map(({ tag, entry }) => [tag, entry.digest]));
  return tagEntries(parts).flatMap(({ part, line, entry, tag }) => {
    const wrong = entry.parents.filter((parent) => !isTag(parent.tag) || digests.get(parent.tag) !== parent.digest);
    return wrong.map((parent): LedgerFault => {
      const message = `${part.path} line ${line.place} (${tag}) has the parent ${parent.tag} ${parent.digest}, which the ledger does not hold`;
      return { kind: 'parent', file: part.path, line: line.place, tag, message };
    });
  });
}
