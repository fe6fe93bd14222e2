import { realEffects } from '../../src/host/effects.ts';
import { openLedger } from '../../src/ledger/ledger.ts';
import { factOf } from './build.ts';

/** A process that appends to `role/web`, and prints each tag's number and job once the ledger has acknowledged it. */
const [dir = '', writer = '', count = '0'] = process.argv.slice(2);
const ledger = openLedger(dir, realEffects);
for (let index = 0; index < Number(count); index++) {
  const job = `${writer}-${index}`;
  const { number } = await ledger.append({ ...factOf('role/web', index), job });
  process.stdout.write(`${number} ${job}\n`);
}
