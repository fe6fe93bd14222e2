import { realEffects } from '../../src/host/effects.ts';
import { openSnapshots } from '../../src/snapshots/snapshots.ts';

/** A process that adds a tree to a store: `adder.ts STORE TREE`. */
const [store = '', layerDir = ''] = process.argv.slice(2);
await (await openSnapshots(store, realEffects)).add({ layerDir, sourceDateEpoch: 1_750_000_000 });
