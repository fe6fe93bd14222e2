import { mkdir, rename, rm } from 'node:fs/promises';
import { type Run, runChecked } from '../../../../src/host/processes.ts';

/** The disks of snapshots: each is a chain of layers, and layers are shared by all that stand on them. */
export class SnapshotDisks {
  private readonly chains = new Map<string, readonly string[]>();
  private readonly folder: string;
  private readonly run: Run;
  private readonly base: readonly string[];

  /** `base`: the layers of every snapshot that nobody took here. */
  constructor(folder: string, run: Run, base: readonly string[]) {
    this.folder = folder;
    this.run = run;
    this.base = base;
  }

  /** Lowest first. */
  layersOf(snapshotId: string): readonly string[] {
    return this.chains.get(snapshotId) ?? this.base;
  }

  /** Copies what a machine has changed (an overlay's upper folder) on top of the layers that it stands on. */
  async take(snapshotId: string, layers: readonly string[], upper: string): Promise<void> {
    const layer = `${this.folder}/${snapshotId}`;
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    await runChecked(this.run, { argv: ['cp', '--archive', '--reflink=auto', '--', upper, `${layer}.partial`] });
    await rename(`${layer}.partial`, layer);
    this.chains.set(snapshotId, [...layers, layer]);
  }

  share(snapshotId: string, copyId: string): void {
    this.chains.set(copyId, this.layersOf(snapshotId));
  }

  /** Forgets a snapshot, and removes the layers that nothing stands on any more. `used`: the layers of machines. */
  async forget(snapshotId: string, used: readonly string[]): Promise<void> {
    const layers = this.chains.get(snapshotId) ?? [];
    this.chains.delete(snapshotId);
    const inUse = new Set([...used, ...this.base, ...[...this.chains.values()].flat()]);
    for (const layer of layers.filter((one) => !inUse.has(one))) await rm(layer, { recursive: true, force: true });
  }
}
