import type { ChainEnd, Reading } from './entry.ts';
import { componentOfEntry, genesisOf } from './entry.ts';
import type { LedgerFault } from './fault.ts';
import { type Line, linksOf } from './lines.ts';
import { fileOf } from './paths.ts';
import type { Component } from './tag.ts';
import { tagNamer } from './tag-namer.ts';

/** One component's file as verification meets it. */
export interface ComponentFile {
  readonly component: Component;
  readonly lines: readonly Line[];
  /** What follows the last line feed. */
  readonly tail: Uint8Array;
  /** What the checkpoint says of it; undefined when there is no checkpoint to trust. */
  readonly promised: ChainEnd | undefined;
}

/**
 * Finds and names what is wrong with one file. A line is vouched for when a later line, or the checkpoint, holds its
 * digest; what lies between two vouched lines is judged by how many entries should stand there. Pure.
 */
export function verifyFile(file: ComponentFile): LedgerFault[] {
  const newer = file.lines.find((line) => line.reading.state === 'newer');
  const inspection = new Inspection(file);
  const faults = inspection.run();
  if (newer !== undefined && !faults.some((fault) => fault.kind === 'changed' && fault.line === newer.place)) {
    return [
      inspection.fault('newer-format', newer.place, 'is of a newer format than this rolebake reads: update rolebake'),
    ];
  }
  return faults.length > 0 ? faults : inspection.anyBrokenLink();
}

class Inspection {
  readonly #faults: LedgerFault[] = [];
  readonly #file: ComponentFile;
  readonly #lines: readonly Line[];
  readonly #vouched: ReadonlySet<string>;
  readonly #sequences: ReadonlySet<number>;
  readonly #tagAt: (sequence: number) => string | undefined;
  /** The sequence that the next line should have. */
  #expected = 1;

  constructor(file: ComponentFile) {
    const { lines, tail } = file;
    this.#file = file;
    const torn = tail.length > 0;
    this.#lines = torn && lines.length < (file.promised?.count ?? 0) ? [...lines, endless(lines.length + 1)] : lines;
    const last = file.promised?.last ?? this.#lines.at(-1)?.digest ?? '';
    this.#vouched = new Set([...this.#lines.map((line) => linksOf(line)?.previous ?? ''), last]);
    const vouched = this.#lines.filter((line) => this.#vouched.has(line.digest));
    this.#sequences = new Set(vouched.map((line) => linksOf(line)?.sequence ?? 0));
    this.#tagAt = tagNamer(file.component, vouched, file.promised);
    if (torn && this.#lines === lines) this.#add('torn', lines.length + 1, 'has no end: it was never appended whole');
  }

  fault(kind: LedgerFault['kind'], line: number, what: string, sequence = line): LedgerFault {
    const tag = kind === 'added' || kind === 'torn' ? undefined : this.#tagAt(sequence);
    const file = fileOf(this.#file.component);
    const name = `${file} line ${line}${tag === undefined ? '' : ` (${tag})`}`;
    return { kind, file, line, ...(tag === undefined ? {} : { tag }), message: `${name} ${what}` };
  }

  #add(kind: LedgerFault['kind'], line: number, what: string, sequence = line): void {
    this.#faults.push(this.fault(kind, line, what, sequence));
  }

  run(): LedgerFault[] {
    const seen = new Set<number>();
    let loose: Line[] = [];
    for (const line of this.#lines) {
      const sequence = linksOf(line)?.sequence;
      if (!this.#vouched.has(line.digest) || sequence === undefined) {
        loose.push(line);
        continue;
      }
      if (seen.has(sequence)) this.#add('added', line.place, `is a copy of entry ${sequence}`);
      else if (sequence >= this.#expected) {
        this.#judge(loose, sequence, line.place);
        this.#expected = sequence + 1;
        loose = [];
      }
      seen.add(sequence);
    }
    const count = this.#file.promised?.count ?? Math.max(this.#lines.length, this.#expected - 1);
    this.#judge(loose, Math.max(count + 1, this.#expected), undefined);
    return this.#faults;
  }

  /** Judges the lines that nothing vouches for, before the entry `next`; `place` is that entry's, undefined at the end. */
  #judge(loose: readonly Line[], next: number, place: number | undefined): void {
    const room = next - this.#expected;
    const before = (line: Line) => this.#lines[line.place - 2]?.digest ?? genesisOf(this.#file.component);
    loose.forEach((line, index) => {
      const links = linksOf(line);
      const fits = links?.sequence === this.#expected && links.previous === before(line);
      const mustBeWrong = loose.length === room && index === loose.length - 1;
      if (loose.length < room && links && links.sequence > this.#expected && links.sequence < next) {
        this.#missing(links.sequence, line.place, false);
        this.#expected = links.sequence + 1;
      } else if (this.#expected >= next) {
        this.#add('added', line.place, 'was added: no entry is missing here');
      } else {
        if (!fits || mustBeWrong) this.#add('changed', line.place, changed(line), this.#expected);
        this.#expected += 1;
      }
    });
    if (this.#expected < next) this.#missing(next, place ?? this.#lines.length + 1, place === undefined);
  }

  /** Reports the entries from the expected one to before `next`. */
  #missing(next: number, place: number, atEnd: boolean): void {
    const first = this.#expected;
    const which = next - first === 1 ? `entry ${first}` : `entries ${first} to ${next - 1}`;
    if (this.#sequences.has(first))
      this.#add('swapped', place, `stands where ${which} should: lines were swapped`, first);
    else if (atEnd) this.#add('cut', place, `is gone: the file was cut before ${which}`, first);
    else this.#add('removed', place, `stands where ${which} should: removed`, first);
  }

  /** The strict rule, with no guess at what happened: the first line that does not continue the one before. */
  anyBrokenLink(): LedgerFault[] {
    let last = genesisOf(this.#file.component);
    const tags: string[] = [];
    for (const line of this.#lines) {
      if (!('entry' in line.reading)) return [this.fault('invalid', line.place, changed(line))];
      const { entry } = line.reading;
      if (line.reading.state === 'tag') tags.push(line.reading.entry.digest);
      const continues = entry.previous === last && entry.sequence === line.place;
      const why = continues ? misfit(line.reading, tags) : 'does not continue the entry before it';
      if (why !== undefined) return [this.fault('invalid', line.place, why)];
      if (componentOfEntry(entry) !== this.#file.component) {
        return [this.fault('invalid', line.place, `belongs to ${componentOfEntry(entry)}`)];
      }
      last = line.digest;
    }
    const end = this.#file.promised ?? { count: this.#lines.length, tags: tags.length, last };
    const kept = end.count === this.#lines.length && end.tags === tags.length && end.last === last;
    return kept
      ? []
      : [this.fault('invalid', this.#lines.length, 'is not the last entry that the checkpoint recorded')];
  }
}

/** What is wrong with an entry's number, given the digests of the tags up to it. */
function misfit(reading: Reading, tags: readonly string[]): string | undefined {
  if (reading.state === 'tag' && reading.entry.number !== tags.length) return 'does not continue the entry before it';
  if (reading.state === 'later' && tags[reading.entry.number - 1] !== reading.entry.digest)
    return 'is about a tag that is not before it';
  return undefined;
}

function endless(place: number): Line {
  return { place, digest: '', reading: { state: 'unreadable', why: 'has no end' } };
}

function changed(line: Line): string {
  const why = line.reading.state === 'unreadable' ? `: it ${line.reading.why}` : '';
  return `was changed after it was written${why}`;
}
