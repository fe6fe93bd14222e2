import { digestOf } from '../naming/digest.ts';
import { type ComponentView, viewOf } from './component-view.ts';
import { type EntryReading, type KnownEntry, type LaterEntry, readSoundLine, type TagEntry } from './entry.ts';
import { folderSource } from './folder-source.ts';
import type { IndexedFile } from './ledger-index.ts';
import { LedgerView } from './ledger-view.ts';
import { fileOf } from './paths.ts';
import type { Found } from './refresh.ts';
import { damaged } from './refusals.ts';
import { linesOf } from './scan.ts';
import { NOTHING_STANDS, type Standings, standingsOf } from './standing.ts';
import type { Component } from './tag.ts';

/** All that a ledger says that was found to be whole. A component's file is read when more is asked than its head. */
export function viewOfFound(dir: string, found: Found): LedgerView {
  const view = (file: IndexedFile) =>
    new FoundComponent(file, () => readingsIn(dir, found, file.component).flatMap(knownIn));
  return new LedgerView(new Map([...found.files.values()].map((file) => [file.component, view(file)])));
}

const knownIn = (reading: EntryReading): KnownEntry[] => (reading.state === 'other-kind' ? [] : [reading.entry]);

/** Every entry of a component's file, as it was when the ledger was found to be whole: what came since is left out. */
export function readingsIn(dir: string, { files, others }: Found, component: Component): EntryReading[] {
  const end = files.get(component)?.end;
  if (end === undefined) return [];
  const path = fileOf(component);
  const lines = [...firstOf(linesOf(folderSource(dir, others).pieces(path)), end.count)];
  const changed = () => damaged([`${path} was changed`]);
  if (digestOf(lines.at(-1) ?? '') !== end.last) throw changed();
  try {
    return lines.map(readSoundLine);
  } catch {
    throw changed();
  }
}

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
  readonly #read: () => KnownEntry[];
  #standings: Standings | undefined;
  #whole: ComponentView | undefined;

  constructor({ newest, later }: IndexedFile, read: () => KnownEntry[]) {
    this.newest = newest === '' ? undefined : JSON.parse(newest);
    this.#later =
      later === ''
        ? []
        : later
            .trimEnd()
            .split('\n')
            .map((line) => JSON.parse(line));
    this.hasRevoked = this.#later.some(({ kind }) => kind === 'revoked');
    this.#read = read;
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

  get #all(): ComponentView {
    this.#whole ??= viewOf(this.#read());
    return this.#whole;
  }
}
