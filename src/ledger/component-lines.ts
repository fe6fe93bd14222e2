import { closeSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { DamagedIndex } from './damaged-index.ts';
import { type ChainEnd, type EntryReading, genesisOf, readLine, readSoundLine, type TagEntry } from './entry.ts';
import { isSameFile, statOf } from './file-stat.ts';
import { moveTailAside } from './finish.ts';
import { piecesOf } from './folder-source.ts';
import type { Heads } from './heads.ts';
import type { IndexedFile, IndexedLine, LedgerIndex, LinePlace } from './ledger-index.ts';
import { fileOf, HEADS } from './paths.ts';
import { damaged, newerLedger } from './refusals.ts';
import { scanFile } from './scan.ts';
import { Survey } from './survey.ts';
import type { Component } from './tag.ts';

/** One component's file, found whole. The caller holds the ledger's lock: the file does not change. */
export class ComponentLines {
  readonly component: Component;
  readonly file: IndexedFile | undefined;
  readonly #path: string;
  readonly #index: LedgerIndex;

  private constructor(dir: string, component: Component, index: LedgerIndex) {
    this.component = component;
    this.#path = join(dir, fileOf(component));
    this.#index = index;
    this.file = index.file(component);
  }

  /** Reads the file only if it is not the one that was read before; a Refusal if it is not whole. */
  static async open(dir: string, component: Component, heads: Heads, index: LedgerIndex): Promise<ComponentLines> {
    const path = fileOf(component);
    const promised = heads.end(path);
    const stat = statOf(join(dir, path));
    if (promised === undefined && stat === undefined) index.write((writer) => writer.removeFile(component));
    else if (promised === undefined || stat === undefined) throw damaged([`${path} and ${HEADS} do not fit`]);
    else if (!isKnown(index, component, promised, stat)) {
      await moveTailAside(dir, path, promised);
      indexFile(dir, component, promised, index);
    }
    return new ComponentLines(dir, component, index);
  }

  get end(): ChainEnd {
    return this.file?.end ?? { count: 0, tags: 0, last: genesisOf(this.component) };
  }

  get size(): number {
    return this.file?.stat.size ?? 0;
  }

  /** The first entry of a job. */
  ofJob(job: string): EntryReading | undefined {
    return this.#read(this.#index.job(this.component, job), ({ entry }) => entry.job === job);
  }

  tag(number: number): TagEntry | undefined {
    const place = this.#index.tag(this.component, number);
    const reading = this.#read(place, ({ state, entry }) => state === 'tag' && entry.number === number);
    return reading?.state === 'tag' ? reading.entry : undefined;
  }

  /** Every tag, oldest first. */
  *tags(): Generator<TagEntry> {
    for (let number = 1; number <= this.end.tags; number++) {
      const entry = this.tag(number);
      if (entry !== undefined) yield entry;
    }
  }

  #read(place: LinePlace | undefined, isIt: (reading: EntryReading) => boolean): EntryReading | undefined {
    if (place === undefined) return undefined;
    const bytes = Buffer.alloc(place.length);
    const handle = openSync(this.#path, 'r');
    try {
      readSync(handle, bytes, 0, bytes.length, place.offset);
    } finally {
      closeSync(handle);
    }
    const reading = readLine(bytes.subarray(0, -1));
    if ('entry' in reading && isIt(reading)) return reading;
    throw new DamagedIndex();
  }
}

function isKnown(index: LedgerIndex, component: Component, promised: ChainEnd, stat: IndexedFile['stat']): boolean {
  const known = index.file(component);
  return known?.end.last === promised.last && isSameFile(known.stat, stat) && index.hasLines(component);
}

/** Reads a file and keeps where its lines are; a Refusal that says what is wrong if it is not whole. */
function indexFile(dir: string, component: Component, promised: ChainEnd, index: LedgerIndex): void {
  const path = join(dir, fileOf(component));
  const stat = statOf(path);
  const survey = new Survey();
  survey.add({ component, promised }, () => piecesOf(path));
  const [finding] = survey.files;
  if (survey.newer.length > 0) throw newerLedger(survey.newer);
  if (finding === undefined || stat === undefined || finding.faults.length > 0)
    throw damaged(finding?.faults.map((fault) => fault.message) ?? []);
  const { end, newest, later } = finding;
  index.write((writer) => {
    writer.putFile({ component, end, stat, newest, later });
    writer.putLines(component, linesIn(component, path));
  });
}

function linesIn(component: Component, path: string): IndexedLine[] {
  const lines: IndexedLine[] = [];
  scanFile(component, piecesOf(path), (line) => {
    const { state, entry } = readSoundLine(line.bytes);
    const tag = state === 'tag' ? entry.number : undefined;
    lines.push({ job: entry.job, tag, offset: line.offset, length: line.bytes.length });
  });
  return lines;
}
