import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { realEffects } from '../../src/host/effects.ts';
import { type Ledger, openLedger } from '../../src/ledger/ledger.ts';
import { parseTag } from '../../src/ledger/tag.ts';
import { factOf } from './build.ts';

const PAGE = 4096;
const ROLES = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];

/** An index in which something has changed that SQLite need not see: it has no sums of its own. */
const DAMAGES: Readonly<Record<string, (index: Buffer) => Buffer[]>> = {
  'a page that a power cut has left empty': (index) =>
    placesIn(index, PAGE).map((at) => Buffer.from(index).fill(0, at, at + PAGE)),
  'an end that was never written': (index) => placesIn(index, PAGE).map((at) => index.subarray(0, at)),
  'a flipped bit': (index) => placesIn(index, 197).map((at) => flip(index, at)),
};

test.each(Object.entries(DAMAGES))(
  'with %s in its index a ledger says, and takes, the same',
  async (_, damaged) => {
    const dir = join(mkdtempSync(join(tmpdir(), 'rolebake-index-')), 'ledger');
    onTestFinished(() => rmSync(join(dir, '..'), { recursive: true, force: true }));
    const ledger = openLedger(dir, realEffects, { state: join(dir, '../state') });
    const os = await ledger.append(factOf('os/debian-12', 1));
    const parents = [{ tag: 'os/debian-12@1', digest: os.digest }];
    for (const role of ROLES) for (const number of [1, 2]) await ledger.append(factOf(`role/${role}`, number, parents));
    await sleep(50); // Times of files that are younger are not relied on.
    const whole = await saidBy(ledger);
    const file = join(dir, '.state/index.sqlite');
    const other: unknown[] = [];
    for (const bytes of damaged(readFileSync(file))) {
      writeFileSync(file, bytes);
      const said = await saidBy(ledger).catch(String);
      writeFileSync(file, bytes);
      const again = await ledger.append(factOf('role/c', 1, parents)).catch(String);
      if (said !== whole || typeof again === 'string' || again.number !== 1) other.push(said, again);
    }
    expect(other).toEqual([]);
    writeFileSync(file, damaged(readFileSync(file)).at(-1) ?? '');
    expect(await ledger.append(factOf('role/c', 3, parents))).toMatchObject({ number: 3 });
    expect(await ledger.verify()).toEqual([]);
  },
  120_000,
);

const placesIn = (bytes: Buffer, step: number): number[] =>
  Array.from({ length: Math.floor(bytes.length / step) }, (_, place) => place * step);

function flip(bytes: Buffer, at: number): Buffer {
  const flipped = Buffer.from(bytes);
  flipped[at] = (flipped[at] ?? 0) ^ (1 << (at % 8));
  return flipped;
}

/** All that it says, by each way to read it. */
async function saidBy(ledger: Ledger): Promise<string> {
  const make = (view: Awaited<ReturnType<Ledger['view']>>) =>
    view
      .heads()
      .map(({ tag }) => tag)
      .join('\n');
  const view = await ledger.view();
  const children = view.childrenOf(parseTag('os/debian-12@1'));
  return JSON.stringify([view.tags(), view.heads(), children, await ledger.text({ name: 'heads', build: '1', make })]);
}
