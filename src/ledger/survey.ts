import { createHash } from 'node:crypto';
import { hexDigest } from '../naming/digest.ts';
import { type ChainEnd, type Reading, readSoundLine } from './entry.ts';
import type { LedgerFault } from './fault.ts';
import { type Line, splitLines } from './lines.ts';
import { fileOf } from './paths.ts';
import { type Links, linksOfEntry } from './recognise.ts';
import { whyNewer } from './refusals.ts';
import { type SoundLine, scanFile } from './scan.ts';
import type { SeenEnd } from './seen.ts';
import { type Component, type Tag, tagOf } from './tag.ts';
import { TagDigests } from './tag-digests.ts';
import { type ComponentFile, verifyFile } from './verify-file.ts';

/** A component's file to be looked at. */
export interface FileToSurvey {
  readonly component: Component;
  /** Where the checkpoint says that it ends; undefined when there is no checkpoint to trust. */
  readonly promised: ChainEnd | undefined;
  /** Where this machine has seen it end before. */
  readonly seen?: SeenEnd | undefined;
}

/** What one file turned out to be. */
export interface FileFinding {
  readonly component: Component;
  /** Where it ends; of a damaged file, as well as can be told. */
  readonly end: ChainEnd;
  readonly faults: readonly LedgerFault[];
  /** The line that this machine has seen at an end is another one now. */
  readonly forked: boolean;
  /** The line of its newest tag; empty if it has none. */
  readonly newest: string;
  /** The lines of its later facts, one after the other. */
  readonly later: string;
}

/** What some files hold, as far as it matters to others: plain data that can go from one thread to another. */
export interface SurveyResult {
  readonly files: readonly FileFinding[];
  readonly entries: number;
  /** Number of entries of each kind that this version does not know. */
  readonly unknownKinds: ReadonlyMap<string, number>;
  /** Digests of the tags of each file, 32 bytes each, by number. */
  readonly tagDigests: ReadonlyMap<Component, Uint8Array>;
  /** Every parent that some tag names, as `TAG DIGEST`, once. */
  readonly parents: ReadonlySet<string>;
  /** Every object that some entry names, with the tag of one that does. */
  readonly objects: ReadonlyMap<string, Tag>;
  /** Digests of objects whose bytes are others. */
  readonly changedObjects: ReadonlySet<string>;
  /** Why an older rolebake must not read these files: a sentence for each line that it must know and does not. */
  readonly newer: readonly string[];
}

/** A parent as the survey's `parents` hold it. */
export function parentKey(parent: { readonly tag: string; readonly digest: string }): string {
  return `${parent.tag} ${parent.digest}`;
}

/** Looks at files one after the other and keeps no entry of a sound one. Pure. */
export class Survey implements SurveyResult {
  readonly files: FileFinding[] = [];
  entries = 0;
  readonly unknownKinds = new Map<string, number>();
  readonly tagDigests = new Map<Component, Uint8Array>();
  readonly parents = new Set<string>();
  readonly objects = new Map<string, Tag>();
  readonly changedObjects = new Set<string>();
  readonly newer: string[] = [];
  /** As JSON: most tags have the parents of another one. */
  readonly #parentLists = new Set<string>();

  /** `pieces` gives the file's bytes, and may be asked for them twice. */
  add(file: FileToSurvey, pieces: () => Iterable<Buffer>): void {
    const { component, promised, seen } = file;
    const kept = new KeptLines(seen);
    const end = scanFile(component, pieces(), (line) => {
      if (line.links.state === 'other-kind') this.#note(component, readSoundLine(line.bytes), line.place);
      else this.#noteLinks(component, line.links);
      kept.see(line);
    });
    if (end !== undefined && (promised === undefined || isSameEnd(end, promised))) {
      const { count, tags, last, tagDigests } = end;
      this.files.push({ component, end: { count, tags, last }, faults: [], ...kept.lines });
      this.tagDigests.set(component, tagDigests.bytes);
    } else this.#addDamaged(file, Buffer.concat([...pieces()]), kept.count);
  }

  #addDamaged({ component, promised }: FileToSurvey, bytes: Buffer, noted: number): void {
    const damaged = splitLines(bytes);
    for (const { reading, place } of damaged.lines.slice(noted)) this.#note(component, reading, place);
    this.files.push(findingOf({ component, promised, ...damaged }));
    this.tagDigests.set(component, digestsIn(damaged.lines));
  }

  /** Looks at the bytes of an object. */
  addObject(digest: string, pieces: Iterable<Buffer>): void {
    const hash = createHash('sha256');
    for (const piece of pieces) hash.update(piece);
    if (hexDigest(hash.digest('hex')) !== digest) this.changedObjects.add(digest);
  }

  /** Takes in what another survey has found. */
  merge(other: SurveyResult): void {
    for (const file of other.files) this.files.push(file);
    this.entries += other.entries;
    for (const [kind, count] of other.unknownKinds) this.#countKind(kind, count);
    for (const [component, digests] of other.tagDigests) this.tagDigests.set(component, digests);
    for (const parent of other.parents) this.parents.add(parent);
    for (const [digest, tag] of other.objects) this.objects.set(digest, tag);
    for (const digest of other.changedObjects) this.changedObjects.add(digest);
    this.newer.push(...other.newer);
  }

  #note(component: Component, reading: Reading, place: number): void {
    const why = whyNewer(fileOf(component), place, reading);
    if (why !== undefined) this.newer.push(why);
    if (!('entry' in reading)) return;
    if (reading.state === 'other-kind') this.#countKind(reading.entry.kind, 1);
    this.#noteLinks(component, linksOfEntry(reading));
  }

  #noteLinks(component: Component, { state, number, parents, objects }: Links): void {
    this.entries += 1;
    if (state !== 'tag') return;
    if (!this.#parentLists.has(parents)) {
      this.#parentLists.add(parents);
      for (const parent of JSON.parse(parents)) this.parents.add(parentKey(parent));
    }
    if (objects === '') return;
    const tag = tagOf(component, number);
    for (const object of Object.values<string>(JSON.parse(objects))) this.objects.set(object, tag);
  }

  #countKind(kind: string, count: number): void {
    this.unknownKinds.set(kind, (this.unknownKinds.get(kind) ?? 0) + count);
  }
}

function isSameEnd(a: ChainEnd, b: ChainEnd): boolean {
  return a.last === b.last && a.count === b.count && a.tags === b.tags;
}

/** Those of a file's lines that are worth keeping. */
class KeptLines {
  readonly #seen: SeenEnd | undefined;
  count = 0;
  #forked = false;
  #newest: Buffer | undefined;
  readonly #later: string[] = [];

  constructor(seen: SeenEnd | undefined) {
    this.#seen = seen;
  }

  see({ place, digest, links, bytes }: SoundLine): void {
    this.count = place;
    if (place === this.#seen?.count) this.#forked = digest !== this.#seen.last;
    if (links.state === 'tag') this.#newest = bytes;
    if (links.state === 'later') this.#later.push(bytes.toString('utf8'));
  }

  get lines() {
    return { forked: this.#forked, newest: this.#newest?.toString('utf8') ?? '', later: this.#later.join('') };
  }
}

/** The digests of the tags in a damaged file, as far as they can be told. */
function digestsIn(lines: readonly Line[]): Uint8Array {
  const digests = new TagDigests();
  for (const { reading } of lines) {
    if (reading.state !== 'tag' || reading.entry.number > lines.length) continue;
    digests.set(reading.entry.number, reading.entry.digest);
  }
  return digests.bytes;
}

/** A file that the strict rule does not pass, with at least one fault. */
function findingOf(file: ComponentFile): FileFinding {
  const { component, lines } = file;
  const tags = lines.filter((line) => line.reading.state === 'tag').length;
  const found = verifyFile(file);
  const path = fileOf(component);
  const unnamed: LedgerFault = { kind: 'invalid', file: path, message: `${path} is not as it was written` };
  const end = { count: lines.length, tags, last: lines.at(-1)?.digest ?? '' };
  return { component, end, faults: found.length > 0 ? found : [unnamed], forked: false, newest: '', later: '' };
}
