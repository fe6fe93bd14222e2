import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TagFact } from '../../src/ledger/entry.ts';
import { openLedger } from '../../src/ledger/ledger.ts';
import { AT, factOf } from './build.ts';

let dir: string;

beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'rolebake-ledger-full-'));
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', dir]);
});
afterAll(() => {
  execFileSync('umount', ['--lazy', dir]);
  rmSync(dir, { recursive: true });
});

const PAGE = 4096;
const OBJECT = 'x'.repeat(2 * PAGE);

/** Leaves so many pages of the disk free. */
function leave(pages: number): void {
  const { bfree, bsize } = statfsSync(dir);
  writeFileSync(join(dir, 'ballast'), Buffer.alloc(Math.max(0, (bfree - pages) * bsize)));
}

test('however much of a tag fits on the disk, the ledger stays whole, and the tag can be written later', async () => {
  const ledger = openLedger(dir, { now: () => AT });
  await ledger.append(factOf('role/web', 1));
  let failed = 0;
  for (let pages = 0; pages < 14; pages++) {
    const number = pages + 2;
    const write = async () => {
      const digest = await ledger.putObject(`${number}${OBJECT}`);
      const fact: TagFact = { ...factOf('role/web', number), objects: { sbom: digest } };
      return await ledger.append(fact);
    };
    leave(pages);
    const outcome = await write().catch((error: unknown) => error);
    if (outcome instanceof Error) failed += 1;
    if (outcome instanceof Error) expect(outcome.message).toMatch(/ENOSPC|disk-full|database or disk is full/);
    rmSync(join(dir, 'ballast'));
    expect(await openLedger(dir, { now: () => AT }).verify(), `${pages} pages free`).toEqual([]);
    await write();
    expect(await ledger.tags(), `${pages} pages free`).toHaveLength(number);
    expect(await ledger.verify()).toEqual([]);
  }
  expect(failed).toBeGreaterThan(1);
  expect(failed).toBeLessThan(14);
}, 60_000);
