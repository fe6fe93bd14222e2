import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { PassThrough } from 'node:stream';
import type { Effects } from '../host/effects.ts';
import { withExclusiveLock } from '../host/exclusive-lock.ts';
import { runChecked } from '../host/processes.ts';
import { type Digest, hexDigest, hexOf } from '../naming/digest.ts';
import { Refusal } from '../problem/problem.ts';
import { type BytePath, bytePath } from './byte-path.ts';
import { canonicalTar } from './canonical-tar.ts';
import { type Change, listTree } from './change.ts';
import { diff } from './diff.ts';
import { mergedTar } from './merged-tar.ts';
import { renameOnce } from './rename-once.ts';
import {
  damaged,
  encodeRecord,
  readSnapshot,
  type Snapshot,
  type SnapshotRecord,
  snapshotDigest,
  snapshotIn,
} from './snapshot.ts';
import type { SnapshotSummary } from './summary.ts';
import { syncFolder } from './sync-folder.ts';
import { unpack, unpackStream } from './tar-program.ts';
import { makeTemp, removeAbandoned } from './temp-folders.ts';
import { fingerprintOf, settled } from './untouched.ts';
import { type Faults, faultsOf, treeTar } from './verify.ts';
import { copiedTo, type WrittenLayer, writeLayer } from './write-layer.ts';

const STAMP = 'whole';

/** A snapshot lies on so many others at most: each layer more makes every look-up of a file slower. */
export const LONGEST_CHAIN = 8;

/** What becomes a snapshot. Nobody may write to it meanwhile. */
export interface NewLayer {
  /** An overlay's upper folder; without a parent, a whole tree. It is only read. */
  readonly layerDir: string;
  /** The snapshot that the overlay lies on. */
  readonly parent?: Digest;
  /** Seconds; later modification times become this one. */
  readonly sourceDateEpoch: number;
  /** Throws if the snapshot is not wanted any more; asked right before it gets its name. */
  readonly fence?: () => void;
}

/**
 * A store of snapshots, each under the digest of what it holds:
 *
 *     sha256/HEX/snapshot.json   see SnapshotRecord
 *     sha256/HEX/layer.tar.zst   the canonical tar of the layer
 *     sha256/HEX/tree/           the same unpacked, for mounting
 *     sha256/HEX/whole           the fingerprint of both when they were last found whole
 *     lock                       held by who mends what is damaged
 *     tmp/                       unfinished work; what dead processes left goes at the next opening
 */
export class Snapshots {
  readonly #dir: string;
  readonly #effects: Effects;

  constructor(dir: string, effects: Effects) {
    this.#dir = resolve(dir);
    this.#effects = effects;
  }

  /**
   * Stores a layer and gives its snapshot; the same content gives the one that is there already. Over a long chain it
   * becomes a whole tree, which lies on nothing.
   */
  async add({ layerDir, parent, sourceDateEpoch, fence = () => undefined }: NewLayer): Promise<Snapshot> {
    const below = parent === undefined ? [] : this.chain(parent);
    const lowers = parent === undefined ? undefined : below.map(({ tree }) => tree).toReversed();
    try {
      await using temp = makeTemp(join(this.#dir, 'tmp'), this.#effects);
      const root = bytePath(resolve(layerDir));
      const changes = await this.#changes(root, lowers, sourceDateEpoch);
      const made = join(temp.path, 'snapshot');
      const { run } = this.#effects;
      const written = await this.#write(made, canonicalTar(run, { root, changes, epoch: sourceDateEpoch }));
      const record: SnapshotRecord = { ...written, format: 1, parent: parent ?? null };
      if (below.length < LONGEST_CHAIN) return await this.#keep(made, record, fence);
      const flat = join(temp.path, 'flat');
      const whole = await this.#write(flat, mergedTar([...below, snapshotIn(made, record)]));
      return await this.#keep(flat, { ...whole, format: 1, parent: null }, fence);
    } catch (error) {
      throw this.#explained(error);
    }
  }

  /** Whether the snapshot is in the store; a half-written one never is. */
  has(digest: Digest): boolean {
    return existsSync(this.#folder(digest));
  }

  /**
   * Whether a snapshot and all that it lies on are here and whole. Nothing is read of one that nobody has touched since
   * it was found whole; every byte is of any other.
   */
  async isWhole(digest: Digest): Promise<boolean> {
    return (await this.wholeOf([digest])).has(digest);
  }

  /** Those of several that are whole; what they have in common is looked at once. */
  async wholeOf(digests: Iterable<Digest>): Promise<ReadonlySet<string>> {
    const layers = new Map<Digest, boolean>();
    const whole = new Set<string>();
    for (const digest of digests) {
      let next: Digest | null = digest;
      while (next !== null) {
        const isWhole: boolean = layers.get(next) ?? (await this.#isLayerWhole(next));
        layers.set(next, isWhole);
        if (!isWhole) break;
        next = this.get(next).parent;
      }
      if (next === null) whole.add(digest);
    }
    return whole;
  }

  /** The snapshot of this digest; refuses when it is missing. */
  get(digest: Digest): Snapshot {
    if (this.has(digest)) return readSnapshot(this.#folder(digest), digest);
    throw new Refusal({ code: 'snapshot-missing', message: `the snapshot ${digest} is not in ${this.#dir}` });
  }

  /** The trees that make up a snapshot, lowest first: overlay's `lowerdir=` takes them the other way round. */
  layers(digest: Digest): string[] {
    return this.chain(digest).map(({ tree }) => tree);
  }

  /** A snapshot and those that it lies on, lowest first. */
  chain(digest: Digest): Snapshot[] {
    const snapshots: Snapshot[] = [];
    for (let next: Digest | null = digest; next; ) {
      const snapshot: Snapshot = this.get(next);
      snapshots.push(snapshot);
      next = snapshot.parent;
    }
    return snapshots.reverse();
  }

  /** Reads every byte of one layer (not of its parents); refuses, naming what is damaged. */
  async verify(digest: Digest): Promise<void> {
    const { archive, tree } = await this.#faults(this.get(digest));
    const faults = [...archive, ...tree];
    if (faults.length > 0) throw damaged(digest, faults);
  }

  /** A folder to work in, beside the snapshots; disposal removes it. */
  scratch(): AsyncDisposable & { readonly path: string } {
    return makeTemp(join(this.#dir, 'tmp'), this.#effects);
  }

  /** What is known of a snapshot without reading it; a damaged one is told as one that lies on nothing. */
  summary(digest: Digest): SnapshotSummary {
    const folder = this.#folder(digest);
    const touched = statSync(folder).mtimeMs;
    try {
      const { parent, tree, archive } = readSnapshot(folder, digest);
      return { digest, parent, tree, bytes: archive.size, touched };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return { digest, parent: null, tree: `${folder}/tree`, bytes: 0, touched };
    }
  }

  /**
   * Removes a snapshot, unless somebody has made or found it since `before`, in milliseconds since 1970; one that is not
   * there is fine. Nothing may lie on it. Says whether it did.
   */
  async remove(digest: Digest, before: number = Number.POSITIVE_INFINITY): Promise<boolean> {
    if (!this.has(digest)) return false;
    await using temp = makeTemp(join(this.#dir, 'tmp'), this.#effects);
    if (statSync(this.#folder(digest)).mtimeMs >= before) return false;
    renameSync(this.#folder(digest), join(temp.path, 'removed'));
    return true;
  }

  /** Every snapshot that has a folder, whole or not. */
  list(): Digest[] {
    const names = readdirSync(join(this.#dir, 'sha256')).sort();
    return names.filter((name) => /^[0-9a-f]{64}$/.test(name)).map(hexDigest);
  }

  /**
   * Makes the archive of a snapshot from its tree, or its tree from its archive, whichever is whole; says which it
   * made. Refuses when neither is. Machines that run on the old tree keep it.
   */
  async repair(digest: Digest): Promise<'nothing' | 'archive' | 'tree'> {
    return await this.#mending(() => this.#repair(digest));
  }

  async #repair(digest: Digest): Promise<'nothing' | 'archive' | 'tree'> {
    const snapshot = this.get(digest);
    const { archive, tree } = await this.#faults(snapshot);
    if (archive.length > 0 && tree.length > 0) throw damaged(digest, [...archive, ...tree]);
    await using temp = makeTemp(join(this.#dir, 'tmp'), this.#effects);
    if (archive.length > 0) await this.#remakeArchive(snapshot, temp.path);
    else if (tree.length > 0) await this.#remakeTree(snapshot, temp.path);
    return archive.length > 0 ? 'archive' : tree.length > 0 ? 'tree' : 'nothing';
  }

  async #isLayerWhole(digest: Digest): Promise<boolean> {
    try {
      return this.has(digest) && (await this.#isUntouchedOrRead(this.get(digest)));
    } catch (error) {
      if (error instanceof Refusal || (error as NodeJS.ErrnoException).code === 'ENOENT') return false;
      throw error;
    }
  }

  async #isUntouchedOrRead(snapshot: Snapshot): Promise<boolean> {
    if (statSync(snapshot.archivePath).size !== snapshot.archive.size) return false;
    const stamp = join(this.#folder(snapshot.digest), STAMP);
    const fingerprint = fingerprintOf(snapshot);
    if (existsSync(stamp) && readFileSync(stamp, 'utf8') === fingerprint.text) return true;
    await settled(fingerprint);
    const { archive, tree } = await this.#faults(snapshot);
    if (archive.length > 0 || tree.length > 0) return false;
    await writeFile(stamp, fingerprint.text).catch(() => undefined); // A store that is only read is read each time.
    return true;
  }

  async #faults(snapshot: Snapshot): Promise<Faults> {
    return await faultsOf(this.#effects.run, snapshot);
  }

  /** The record comes last: until then the old one still says that the archive is damaged. */
  async #remakeArchive(snapshot: Snapshot, temp: string): Promise<void> {
    const written = await writeLayer(treeTar(this.#effects.run, snapshot), join(temp, 'layer.tar.zst'));
    writeFileSync(join(temp, 'snapshot.json'), encodeRecord({ ...snapshot, ...written }), { flush: true });
    for (const name of ['layer.tar.zst', 'snapshot.json'])
      renameSync(join(temp, name), join(this.#folder(snapshot.digest), name));
    syncFolder(this.#folder(snapshot.digest));
  }

  async #remakeTree(snapshot: Snapshot, temp: string): Promise<void> {
    const made = join(temp, 'tree');
    await mkdir(made);
    await unpack(this.#effects.run, snapshot.archivePath, made);
    await runChecked(this.#effects.run, { argv: ['sync', '--file-system', made] });
    if (existsSync(snapshot.tree)) renameSync(snapshot.tree, join(temp, 'damaged'));
    renameSync(made, snapshot.tree);
    syncFolder(this.#folder(snapshot.digest));
  }

  #folder(digest: Digest): string {
    return join(this.#dir, 'sha256', hexOf(digest));
  }

  async #changes(root: BytePath, lowers: string[] | undefined, epoch: number): Promise<Change[]> {
    if (!lowers) return listTree(root).filter(({ kind }) => kind === 'entry');
    return await diff(this.#effects.run, { root, lowers: lowers.map(bytePath), epoch });
  }

  /** Writes a layer as an archive and as a tree, both from one read of it. */
  async #write(made: string, tar: AsyncIterable<Buffer>): Promise<WrittenLayer> {
    const { run } = this.#effects;
    const tree = join(made, 'tree');
    await mkdir(tree, { recursive: true });
    const copy = new PassThrough();
    const written = writeLayer(copiedTo(copy, tar), join(made, 'layer.tar.zst'));
    const unpacked = unpackStream(run, copy, tree);
    try {
      await Promise.all([written, unpacked]);
    } finally {
      // Of two that fail the first says why; nobody may still write when the folder goes.
      await Promise.allSettled([written, unpacked]);
    }
    return await written;
  }

  /** Gives a snapshot its name once all of it is on disk. */
  async #keep(made: string, record: SnapshotRecord, fence: () => void): Promise<Snapshot> {
    const digest = snapshotDigest(record);
    this.#touch(digest);
    if (await this.#isLayerWhole(digest)) return this.get(digest);
    writeFileSync(join(made, 'snapshot.json'), encodeRecord(record), { flush: true });
    const fingerprint = fingerprintOf(snapshotIn(made, record));
    await settled(fingerprint);
    writeFileSync(join(made, STAMP), fingerprint.text);
    await runChecked(this.#effects.run, { argv: ['sync', '--file-system', made] });
    fence();
    if (!renameOnce(made, this.#folder(digest))) await this.#replaceDamaged(digest, made, fence);
    syncFolder(join(this.#dir, 'sha256'));
    return this.get(digest);
  }

  /** The same again takes the place of what was damaged; of several who do so at once, that of the first stays. */
  async #replaceDamaged(digest: Digest, made: string, fence: () => void): Promise<void> {
    await this.#mending(async () => {
      if (await this.#isLayerWhole(digest)) return;
      fence();
      if (this.has(digest)) renameSync(this.#folder(digest), `${made}.damaged`);
      renameOnce(made, this.#folder(digest));
    });
  }

  /** Does something about what is damaged, while no other process does. */
  #mending<T>(act: () => Promise<T>): Promise<T> {
    return withExclusiveLock(join(this.#dir, 'lock'), act);
  }

  /** Whoever removes old snapshots sees that this one is wanted, if it is here. */
  #touch(digest: Digest): void {
    const now = this.#effects.now();
    try {
      utimesSync(this.#folder(digest), now, now);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }

  #explained(error: unknown): unknown {
    if (
      !(error instanceof Error) ||
      !/ENOSPC|EDQUOT|No space left|quota exceeded|Wrote only \d+ of/i.test(error.message)
    )
      return error;
    const message = `no space left for a snapshot in ${this.#dir}`;
    const hint = `df ${this.#dir}; free some space and run the command again`;
    return new Refusal({ code: 'disk-full', message, hint }, { cause: error });
  }
}

/** Opens the store in this folder, made when it is missing, and removes what dead processes left unfinished. */
export async function openSnapshots(dir: string, effects: Effects): Promise<Snapshots> {
  for (const folder of ['sha256', 'tmp']) mkdirSync(join(dir, folder), { recursive: true, mode: 0o700 });
  await removeAbandoned(join(dir, 'tmp'), effects);
  return new Snapshots(dir, effects);
}
