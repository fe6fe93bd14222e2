import { existsSync, readFileSync } from 'node:fs';
import { type Digest, digestOf, parseDigest } from '../naming/digest.ts';
import { Refusal } from '../problem/problem.ts';

/**
 * What the store says of a snapshot: the file `snapshot.json`, one line of JSON without spaces, keys sorted, ended by
 * a newline. The digest is the SHA-256 of `{"format":1,"layer":...,"parent":...}` written the same way without the
 * newline; `parent` is null for a root. So it names the layer and, through its parents, the whole tree.
 */
export interface SnapshotRecord {
  /** The compressed layer as it lies in the store; not part of the digest, since zstd versions differ. */
  readonly archive: { readonly digest: Digest; readonly size: number };
  readonly format: 1;
  /** The digest of the canonical tar of the layer. */
  readonly layer: Digest;
  readonly parent: Digest | null;
}

/** A snapshot in the store. */
export interface Snapshot extends SnapshotRecord {
  readonly digest: Digest;
  /** The folder that machines mount, read only, as a lower layer; it holds only what this layer changed. */
  readonly tree: string;
  /** The canonical tar of the layer, compressed by zstd. */
  readonly archivePath: string;
}

/** The digest of a snapshot. */
export function snapshotDigest({ layer, parent }: Pick<SnapshotRecord, 'layer' | 'parent'>): Digest {
  return digestOf(JSON.stringify({ format: 1, layer, parent }));
}

/** The bytes of snapshot.json. */
export function encodeRecord({ archive, layer, parent }: SnapshotRecord): string {
  const record = { archive: { digest: archive.digest, size: archive.size }, format: 1, layer, parent };
  return `${JSON.stringify(record)}\n`;
}

/** Reads the snapshot in a folder of the store; refuses one whose snapshot.json does not fit its digest. */
export function readSnapshot(folder: string, digest: Digest): Snapshot {
  const text = existsSync(`${folder}/snapshot.json`) ? readFileSync(`${folder}/snapshot.json`, 'utf8') : '';
  const record = recordOf(text);
  if (!record || encodeRecord(record) !== text || snapshotDigest(record) !== digest)
    throw damaged(digest, ['snapshot.json is not what its digest says']);
  return snapshotIn(folder, record);
}

/** The snapshot that a folder holds. */
export const snapshotIn = (folder: string, record: SnapshotRecord): Snapshot => ({
  ...record,
  ...{ digest: snapshotDigest(record), tree: `${folder}/tree`, archivePath: `${folder}/layer.tar.zst` },
});

/** A snapshot that cannot be used. */
export function damaged(digest: Digest, faults: readonly string[]): Refusal {
  const hint = 'rolebake store repair; or bake again: the same inputs give the same snapshot';
  return new Refusal(
    faults.map((fault) => ({ code: 'snapshot-damaged', message: `${digest} is damaged: ${fault}`, hint })),
  );
}

function recordOf(text: string): SnapshotRecord | undefined {
  try {
    const { archive, layer, parent } = JSON.parse(text);
    return {
      archive: { digest: parseDigest(archive.digest), size: Number(archive.size) },
      format: 1,
      layer: parseDigest(layer),
      parent: parent === null ? null : parseDigest(parent),
    };
  } catch {
    return undefined;
  }
}
