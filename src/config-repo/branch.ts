import { type Checkpoint, readCheckpoint } from '../ledger/checkpoint.ts';
import type { OtherLedger } from '../ledger/merge-in.ts';
import { HEADS } from '../ledger/paths.ts';
import type { Files } from '../ledger/storage.ts';
import type { Base } from './base.ts';
import { readBlobs } from './blobs.ts';
import type { CloneWork } from './clone.ts';
import { ledgerOf } from './ledger-files.ts';
import { isFile } from './plan.ts';
import { type Place, readSeen } from './seen.ts';

/** The ledger of a branch, to be merged into ours. */
export interface BranchLedger extends OtherLedger {
  /** Where its files end. */
  readonly checkpoint: Checkpoint;
}

/** A branch of a config repo, as it was fetched. */
export class Branch {
  readonly #clone: CloneWork;
  readonly #place: Place;
  readonly #base: Base;

  constructor(clone: CloneWork, place: Place, base: Base) {
    this.#clone = clone;
    this.#place = place;
    this.#base = base;
  }

  /** The files below a folder that rolebake owns. */
  async files(folder: string): Promise<Map<string, Buffer>> {
    const { tree, manifest } = this.#base;
    const owned = [...tree].filter(([path, entry]) => path.startsWith(folder) && manifest.has(path) && isFile(entry));
    const { git, scratch } = this.#clone;
    const blobs = await readBlobs(
      git,
      owned.map(([, { oid }]) => oid),
      scratch,
    );
    return new Map(owned.map(([path, { oid }]) => [path, blobs.get(oid) ?? Buffer.alloc(0)]));
  }

  async ledger(ours: Files): Promise<BranchLedger> {
    const { git, scratch } = this.#clone;
    const files = await ledgerOf(git, this.#base, ours, scratch);
    const reading = readCheckpoint(files.get(HEADS) ?? Buffer.alloc(0));
    const checkpoint: Checkpoint = reading.state === 'whole' ? reading.checkpoint : new Map();
    return { files, checkpoint, ...(await readSeen(git, this.#place)) };
  }
}
