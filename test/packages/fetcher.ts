import { realEffects } from '../../src/host/effects.ts';
import { parseDigest } from '../../src/naming/digest.ts';
import { openPackages } from '../../src/packages/packages.ts';

/** Downloads one file into a store, to be killed meanwhile: FOLDER URI DIGEST. */
const [folder = '', uri = '', digest = ''] = process.argv.slice(2);
const packages = await openPackages(folder, realEffects);
await packages.files.fetch({ uri, digest: parseDigest(digest) });
