import { digestOf } from '../naming/digest.ts';
import { type ComponentView, type TagLink, viewOf } from './component-view.ts';
import { type EntryReading, type KnownEntry, type LaterEntry, readSoundLine, type TagEntry } from './entry.ts';
import { folderSource } from './folder-source.ts';
import type { IndexedFile } from './ledger-index.ts';
import { LedgerView } from './ledger-view.ts';
import { fileOf } from './paths.ts';
import { linksOfEntry } from './recognise.ts';
import type { Found } from './refresh.ts';
import { damaged } from './refusals.ts';
import { linesOf } from './scan.ts';
import { NOTHING_STANDS, type Standings, standingsOf } from './standing.ts';
import type { Component } from './tag.ts';

/** All that a ledger says that was found to be whole. A component's file is read when more is asked than its head. */
export function viewOfFound(dir: string, found: Found): LedgerView {
  const view = (file: IndexedFile) => new FoundComponent(file, new FoundFile(dir, found, file.component));
  return new LedgerView(new Map([...found.files.values()].map((file) => [file.component, view(file)])));
}

const knownIn = (reading: EntryReading): KnownEntry[] => (reading.state === 'other-kind' ? [] : [reading.entry]);

/** Every entry of a component's file, as it was when the ledger was found to be whole: what came since is left out. */
export const readingsIn = (dir: string, found: Found, component: Component): EntryReading[] =>
  new FoundFile(dir, found, component).readings();

/** A component's file that was found whole; read anew each time that it is asked. */
class FoundFile {
  readonly #dir: string;
  readonly #found: Found;
  readonly #component: Component;

  constructor(dir: string, found: Found, component: Component) {
    this.#dir = dir;
    this.#found = found;
    this.#component = component;
  }

  readings(): EntryReading[] {
    return this.#read((lines) => lines.map(readSoundLine));
  }

  /** The entry of one tag; the other lines are not parsed. */
  tag(number: number): TagEntry | undefined {
    const sign = `"number":${number},`;
    return this.#read((lines) => {
      for (const line of lines) {
        const reading = line.includes(sign) ? readSoundLine(line) : undefined;
        if (reading?.state === 'tag' && reading.entry.number === number) return reading.entry;
      }
      return undefined;
    });
  }

  links(): TagLink[] {
    return this.#read((lines) => {
      const seen = lines.flatMap(linkSeenIn);
      const tags = this.#found.files.get(this.#component)?.end.tags;
      return seen.length === tags && seen.every(({ number }, index) => number === index + 1) ? seen : linksIn(lines);
    });
  }

  #read<T>(from: (lines: readonly Buffer[]) => T): T {
    const path = fileOf(this.#component);
    const end = this.#found.files.get(this.#component)?.end;
    const lines = end === undefined ? [] : this.#lines(path, end.count);
    const changed = () => damaged([`${path} was changed`]);
    if (end !== undefined && digestOf(lines.at(-1) ?? '') !== end.last) throw changed();
    try {
      return from(lines);
    } catch {
      throw changed();
    }
  }

  #lines(path: string, count: number): Buffer[] {
    return [...firstOf(linesOf(folderSource(this.#dir, this.#found.others).pieces(path)), count)];
  }
}

/**
 * What a sound line seems to be the tag of, without parsing it. Of a kind that this version does not know it may be wrong:
 * then the numbers of the file's tags are no longer 1, 2, 3.
 */
function linkSeenIn(line: Buffer): TagLink[] {
  const [, number, parents] = LINK.exec(line.toString('latin1')) ?? [];
  return number === undefined || parents === undefined ? [] : [{ number: Number(number), parents }];
}

const LINK = /"kind":"tag",.*"number":(\d+),(?:"objects":\{[^{}]*\},)?"parents":(\[[^[\]]*\]),"previous":"sha256:/;

const linksIn = (lines: readonly Buffer[]): TagLink[] =>
  lines
    .map((line) => linksOfEntry(readSoundLine(line)))
    .flatMap(({ state, number, parents }) => (state === 'tag' ? [{ number, parents }] : []));

function* firstOf<T>(all: Iterable<T>, count: number): Generator<T> {
  let given = 0;
  for (const one of all) {
    if (given === count) return;
    yield one;
    given += 1;
  }
}

/** A component of which the index has what most ask for. */
class FoundComponent implements ComponentView {
  readonly newest: TagEntry | undefined;
  readonly hasRevoked: boolean;
  readonly #later: readonly LaterEntry[];
  readonly #file: FoundFile;
  #standings: Standings | undefined;
  #whole: ComponentView | undefined;
  /** The one tag that was asked for besides the newest; for a second one all is read. */
  #other: TagEntry | undefined;

  constructor({ newest, later }: IndexedFile, file: FoundFile) {
    this.newest = newest === '' ? undefined : JSON.parse(newest);
    this.#later =
      later === ''
        ? []
        : later
            .trimEnd()
            .split('\n')
            .map((line) => JSON.parse(line));
    this.hasRevoked = this.#later.some(({ kind }) => kind === 'revoked');
    this.#file = file;
  }

  get standings(): Standings {
    this.#standings ??= this.#later.length === 0 ? NOTHING_STANDS : standingsOf(this.#later);
    return this.#standings;
  }

  get tags(): readonly TagEntry[] {
    return this.#all.tags;
  }

  get entries(): readonly KnownEntry[] {
    return this.#all.entries;
  }

  tag(number: number): TagEntry | undefined {
    if (this.newest?.number === number) return this.newest;
    if (this.#other?.number === number) return this.#other;
    if (this.#whole !== undefined || this.#other !== undefined) return this.#all.tag(number);
    this.#other = this.#file.tag(number);
    return this.#other;
  }

  links(): Iterable<TagLink> {
    return this.#file.links();
  }

  get #all(): ComponentView {
    this.#whole ??= viewOf(this.#file.readings().flatMap(knownIn));
    return this.#whole;
  }
}
