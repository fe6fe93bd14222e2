import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { realEffects } from '../../src/host/effects.ts';
import { openLedger } from '../../src/ledger/ledger.ts';
import { openPackages } from '../../src/packages/packages.ts';
import { openSnapshots } from '../../src/snapshots/snapshots.ts';
import { baseTree } from '../fixtures/base-tree.ts';
import type { SmallArchive } from '../fixtures/small-archive.ts';
import type { Team } from './team.ts';

const EPOCH = 1_735_689_600;

/**
 * Records what a small archive offers now as the next `os/debian-12`: Debian's base tree with that archive as its only
 * source. Without `isKnown`, as an operating system whose archive's state nobody has recorded.
 */
export async function tagSmallSystem(team: Team, archive: SmallArchive, { isKnown = true } = {}): Promise<void> {
  const snapshots = await openSnapshots(team.path('state/snapshots'), realEffects);
  const packages = await openPackages(team.path('state/packages'), realEffects);
  const ledger = openLedger(team.path('ledger'), realEffects);
  const tree = await baseTree();
  const parent = (await snapshots.add({ layerDir: tree, sourceDateEpoch: EPOCH })).digest;
  const layerDir = sourcesLayer(archive);
  const { digest } = await snapshots.add({ layerDir, parent, sourceDateEpoch: EPOCH });
  const text = await packages.states.keep({ lists: archive.lists(), entries: [archive.entry], tree });
  const objects = isKnown ? { objects: { archive: await ledger.putObject(text) } } : {};
  await ledger.append({
    ...{ kind: 'tag', stream: 'os', name: 'debian-12', digest, parents: [], who: 'test', ...objects },
    details: { source_date_epoch: EPOCH },
    job: realEffects.randomBytes(8).toString('hex'),
  });
  rmSync(layerDir, { recursive: true });
}

function sourcesLayer({ entry, key }: SmallArchive): string {
  const layer = mkdtempSync(join(tmpdir(), 'rolebake-small-layer-'));
  mkdirSync(join(layer, 'etc/apt/trusted.gpg.d'), { recursive: true });
  writeFileSync(join(layer, 'etc/apt/sources.list'), `${entry}\n`);
  writeFileSync(join(layer, 'etc/apt/trusted.gpg.d/small.gpg'), key);
  return layer;
}
