import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type ChainEnd, genesisOf, lineOf, nextEntry, type TagFact } from '../../src/ledger/entry.ts';
import { Heads } from '../../src/ledger/heads.ts';
import { endAfter } from '../../src/ledger/intent.ts';
import { fileOf, HEADS } from '../../src/ledger/paths.ts';
import { parseComponent } from '../../src/ledger/tag.ts';
import { AT, factOf } from '../../test/ledger/build.ts';

const OS = 'os/debian-12';
const OS_TAGS = 200;

/** Writes a ledger of so many entries in so many components: an operating system, and roles that were baked on it. */
export function makeLedger(dir: string, entries: number, names: number): number {
  const ends = new Map<string, ChainEnd>();
  const os = Math.min(OS_TAGS, Math.floor(entries / 2));
  let bytes = 0;
  const put = (component: string, count: number, factAt: (number: number) => TagFact) => {
    const file = fileOf(parseComponent(component));
    const { text, end } = chainOf(component, count, factAt);
    ends.set(file, end);
    bytes += write(join(dir, file), text);
  };
  put(OS, os, (number) => factOf(OS, number));
  for (let role = 1; role < names; role++) {
    const share = Math.floor((entries - os) / (names - 1)) + (role <= (entries - os) % (names - 1) ? 1 : 0);
    put(`role/r${role}`, share, (number) => roleFact(`role/r${role}`, number, (number % os) + 1));
  }
  const heads = Heads.of(ends, AT.toISOString()).bytes;
  return bytes + write(join(dir, HEADS), heads);
}

/** A tag of a role, on one of the operating system. */
export function roleFact(component: string, number: number, parent: number): TagFact {
  return factOf(component, number, [{ tag: `${OS}@${parent}`, digest: factOf(OS, parent).digest }]);
}

function chainOf(component: string, count: number, factAt: (number: number) => TagFact) {
  let end: ChainEnd = { count: 0, tags: 0, last: genesisOf(parseComponent(component)) };
  const lines: string[] = [];
  for (let number = 1; number <= count; number++) {
    const line = lineOf(nextEntry(factAt(number), end, AT));
    lines.push(line);
    end = endAfter(end, line);
  }
  return { text: lines.join(''), end };
}

function write(file: string, content: string | Buffer): number {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
  return Buffer.byteLength(content);
}
