import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { realEffects } from '../../src/host/effects.ts';
import { openLedger } from '../../src/ledger/ledger.ts';
import { factOf } from './build.ts';

/** How far apart the rounds are, in ms. */
const BEAT_MS = 120;

/**
 * A process that opens one ledger after the other, each at a moment at which others do so too. A writer appends, then
 * asks a job again that the ledger had before, and prints the number that it gets.
 */
const [dir = '', what = '', start = '', rounds = ''] = process.argv.slice(2);
for (let round = 0; round < Number(rounds); round++) {
  const moment = Number(start) + round * BEAT_MS;
  await sleep(Math.max(1, moment - 5 - Date.now()));
  while (Date.now() < moment);
  const ledger = openLedger(join(dir, String(round)), realEffects);
  if (what === 'reader') await ledger.heads();
  else {
    await ledger.append({ ...factOf('role/web', 1000), job: `${what}-${round}` });
    const { number } = await ledger.append(factOf('role/web', 5));
    process.stdout.write(`${number}\n`);
  }
}
