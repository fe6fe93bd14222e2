import { realEffects } from '../../src/host/effects.ts';
import { openLedger } from '../../src/ledger/ledger.ts';

/** A process that merges one ledger into another, and says so before it begins. */
const [dir = '', state = '', from = ''] = process.argv.slice(2);
const theirs = await openLedger(from, realEffects).files();
process.stdout.write('begins\n');
await openLedger(dir, realEffects, { state }).merge({ files: theirs });
