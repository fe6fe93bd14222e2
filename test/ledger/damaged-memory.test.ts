import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { realEffects } from '../../src/host/effects.ts';
import { openLedger } from '../../src/ledger/ledger.ts';
import { factOf } from './build.ts';

const PAGE = 4096;
const ROLES = 40;

test('what a machine remembers of a ledger keeps nobody from it where a power cut has left a page of it empty', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'rolebake-memory-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const ledger = openLedger(join(folder, 'ledger'), realEffects, { state: join(folder, 'state') });
  for (let role = 0; role < ROLES; role++) await ledger.append(factOf(`role/r${role}`, 1));
  const [name = ''] = readdirSync(join(folder, 'state/ledgers'));
  const file = join(folder, 'state/ledgers', name);
  const whole = readFileSync(file);
  for (let at = 0; at < whole.length; at += PAGE) {
    const damage = () => writeFileSync(file, Buffer.from(whole).fill(0, at, at + PAGE));
    damage();
    expect((await ledger.view()).tags()).toHaveLength(ROLES);
    damage();
    expect(await ledger.verify()).toEqual([]);
    damage();
    expect(await ledger.append(factOf('role/r1', 1))).toMatchObject({ number: 1 });
    expect(await ledger.verify()).toEqual([]);
  }
});
