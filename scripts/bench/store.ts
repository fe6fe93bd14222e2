import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { realEffects } from '../../src/host/effects.ts';
import { runChecked } from '../../src/host/processes.ts';
import { readLayer } from '../../src/snapshots/read-layer.ts';
import type { Snapshot } from '../../src/snapshots/snapshot.ts';
import { openSnapshots } from '../../src/snapshots/snapshots.ts';
import { unpack } from '../../src/snapshots/tar-program.ts';
import type { RunBench } from './bench.ts';
import { figure } from './figure.ts';
import { medianOf } from './median.ts';

/** Real files, large and small, that every Debian has. */
const SAMPLE = ['/usr/bin', '/usr/share/doc', '/usr/share/perl'];

interface Round {
  readonly snapshot: number;
  readonly verify: number;
  readonly unpack: number;
}

/** Snapshot, verify and unpack of one layer, in bytes of its canonical tar a second. */
export const benchStore: RunBench = async ({ lab, counts }) => {
  const layerDir = join(lab.folder, 'layer');
  await mkdir(layerDir);
  await runChecked(realEffects.run, { argv: ['cp', '--archive', '--', ...SAMPLE, layerDir] });
  const sizes = { tar: 0, archive: 0 };
  const rounds: Round[] = [];
  for (let run = 0; run < counts.runs; run++) {
    lab.signal.throwIfAborted();
    lab.say(`round ${run + 1} of ${counts.runs}`);
    const folder = join(lab.folder, `round-${run}`);
    const store = await openSnapshots(join(folder, 'store'), realEffects);
    const [snapshot, made] = await timed(() => store.add({ layerDir, sourceDateEpoch: 0 }));
    const [verify] = await timed(() => store.verify(made.digest));
    await mkdir(join(folder, 'tree'));
    const [unpacked] = await timed(() => unpack(realEffects.run, made.archivePath, join(folder, 'tree')));
    sizes.tar = (await tarBytes(made)) / 1e6;
    sizes.archive = (await stat(made.archivePath)).size / 1e6;
    rounds.push({ snapshot, verify, unpack: unpacked });
  }
  const speed = (what: keyof Round) => figure(what, sizes.tar / medianOf(rounds, (round) => round[what]), 'MB/s');
  return [
    figure('layer', sizes.tar, 'MB'),
    figure('its archive', sizes.archive, 'MB'),
    speed('snapshot'),
    speed('verify'),
    speed('unpack'),
  ];
};

/** Seconds that it took, and what it gave. */
async function timed<T>(act: () => Promise<T>): Promise<[number, T]> {
  const began = performance.now();
  const result = await act();
  return [(performance.now() - began) / 1000, result];
}

async function tarBytes(snapshot: Snapshot): Promise<number> {
  let bytes = 0;
  for await (const piece of readLayer(snapshot)) bytes += piece.length;
  return bytes;
}
