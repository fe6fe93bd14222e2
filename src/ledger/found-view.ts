import { type ComponentView, viewOf } from './component-view.ts';
import type { EntryReading, KnownEntry, LaterEntry, TagEntry } from './entry.ts';
import { folderSource } from './folder-source.ts';
import type { IndexedFile } from './ledger-index.ts';
import { LedgerView } from './ledger-view.ts';
import { fileOf } from './paths.ts';
import type { Found } from './refresh.ts';
import { damaged } from './refusals.ts';
import { readingOf, scanFile } from './scan.ts';
import { type Standings, standingsOf } from './standing.ts';
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
  const readings: EntryReading[] = [];
  let last = '';
  scanFile(component, folderSource(dir, others).pieces(fileOf(component)), (line) => {
    if (end === undefined || line.place > end.count) return;
    readings.push(readingOf(line));
    last = line.digest;
  });
  if (end !== undefined && last !== end.last) throw damaged([`${fileOf(component)} was changed`]);
  return readings;
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
    this.#standings ??= standingsOf(this.#later);
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
