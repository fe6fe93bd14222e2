import { pbkdf2 } from 'node:crypto';
import { copyFileSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { realEffects } from '../../src/host/effects.ts';
import { openLedger } from '../../src/ledger/ledger.ts';
import { readMoment } from '../../src/ledger/storage.ts';
import { factOf } from './build.ts';

test('a write that ends while a reader looks whether one was at work does not pass it by', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'rolebake-ledger-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  const [heads, intent] = [join(dir, 'HEADS'), join(dir, '.state/intent')];
  await openLedger(dir, realEffects).append(factOf('role/web', 1));
  const before = await readMoment(dir);
  writeFileSync(intent, 'a line that is on its way');
  copyFileSync(heads, `${heads}.new`);
  // Node's threads for files are all at work, so that what is read by them waits, and what is looked at at once does not.
  const busy = Array.from({ length: 8 }, () => promisify(pbkdf2)('', '', 100_000, 32, 'sha256'));
  const after = readMoment(dir);
  renameSync(`${heads}.new`, heads);
  writeFileSync(intent, '');
  expect(await after).not.toBe(before);
  await Promise.all(busy);
});
