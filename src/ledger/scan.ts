import { digestOf } from '../naming/digest.ts';
import { type ChainEnd, genesisOf, readLine } from './entry.ts';
import { type Links, linksOfEntry, recognise } from './recognise.ts';
import type { Component } from './tag.ts';
import { TagDigests } from './tag-digests.ts';

/** One line of a file whose lines so far continue each other. */
export interface SoundLine {
  readonly links: Links;
  /** Place in the file, from 1. */
  readonly place: number;
  /** Digest of its bytes with the line feed. */
  readonly digest: string;
  /** Where it starts in the file. */
  readonly offset: number;
  readonly bytes: Buffer;
}

/** Where a sound file ends. */
export interface SoundEnd extends ChainEnd {
  /** In bytes. */
  readonly size: number;
  readonly tagDigests: TagDigests;
}

/**
 * Reads a component's file in pieces and holds one line at a time. Undefined as soon as a line is not what the strict
 * rule wants: canonical, fit, and continuing the one before. What is wrong then is for `verifyFile` to tell.
 */
export function scanFile(
  component: Component,
  pieces: Iterable<Buffer>,
  visit: (line: SoundLine) => void,
): SoundEnd | undefined {
  const chain = new Chain(component);
  for (const bytes of linesOf(pieces)) {
    const line = chain.next(bytes);
    if (line === undefined) return undefined;
    visit(line);
  }
  return chain;
}

class Chain implements SoundEnd {
  readonly #stream: string;
  readonly #name: string;
  readonly tagDigests = new TagDigests();
  count = 0;
  last: string;
  size = 0;

  constructor(component: Component) {
    [this.#stream = '', this.#name = ''] = component.split('/');
    this.last = genesisOf(component);
  }

  get tags(): number {
    return this.tagDigests.count;
  }

  /** The line, if it continues the chain. */
  next(bytes: Buffer): SoundLine | undefined {
    if (bytes.at(-1) !== LINE_FEED) return undefined;
    const links = linksIn(bytes.subarray(0, -1));
    if (links === undefined || !this.#continues(links) || !this.#fits(links)) return undefined;
    const line = { links, place: this.count + 1, digest: digestOf(bytes), offset: this.size, bytes };
    this.count += 1;
    this.size += bytes.length;
    this.last = line.digest;
    return line;
  }

  #continues({ stream, name, previous, sequence }: Links): boolean {
    return previous === this.last && sequence === this.count + 1 && name === this.#name && stream === this.#stream;
  }

  /** Whether its number is the next one, or that of a tag before it. */
  #fits({ state, number, digest }: Links): boolean {
    if (state === 'other-kind') return true;
    if (state === 'later') return this.tagDigests.holds(number, digest);
    if (number !== this.tags + 1) return false;
    this.tagDigests.set(number, digest);
    return true;
  }
}

/** The links of a line, given without its line feed; undefined if it is not canonical, or does not fit the schema. */
function linksIn(bytes: Buffer): Links | undefined {
  const known = recognise(bytes);
  if (known !== undefined) return known;
  const reading = readLine(bytes);
  return 'entry' in reading ? linksOfEntry(reading) : undefined;
}

const LINE_FEED = 0x0a;

/** The lines that pieces of a file make, each with its line feed; what follows the last one comes without. */
export function* linesOf(pieces: Iterable<Buffer>): Generator<Buffer> {
  let rest: Buffer | undefined;
  for (const piece of pieces) {
    let start = 0;
    for (let end = piece.indexOf(LINE_FEED); end !== -1; end = piece.indexOf(LINE_FEED, start)) {
      const bytes = piece.subarray(start, end + 1);
      yield rest === undefined ? bytes : Buffer.concat([rest, bytes]);
      rest = undefined;
      start = end + 1;
    }
    if (start < piece.length) rest = Buffer.concat([rest ?? Buffer.alloc(0), piece.subarray(start)]);
  }
  if (rest !== undefined) yield rest;
}
