import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createZstdDecompress } from 'node:zlib';
import type { Run } from '../host/processes.ts';
import { type Digest, hexDigest } from '../naming/digest.ts';
import { type BytePath, bytePath, display } from './byte-path.ts';
import { canonicalTar } from './canonical-tar.ts';
import { listTree } from './change.ts';
import type { Snapshot } from './snapshot.ts';
import { readTar, readToEnd } from './tar-read.ts';
import { encodeHeader } from './tar-write.ts';
import { hashedBy } from './write-layer.ts';

/** What is wrong with a snapshot's two copies of its layer. */
export interface Faults {
  readonly archive: readonly string[];
  readonly tree: readonly string[];
}

/** What is wrong with a snapshot's archive and tree, by reading every byte of both. */
export async function faultsOf(run: Run, snapshot: Snapshot): Promise<Faults> {
  const archive = await archiveFaults(snapshot);
  if (!existsSync(snapshot.tree)) return { archive, tree: ['tree is missing'] };
  const tree = () => treeTar(run, snapshot);
  if ((await digestOfStream(tree())) === snapshot.layer) return { archive, tree: [] };
  if (archive.length > 0) return { archive, tree: ['tree is not what was stored'] };
  return { archive, tree: differences(await entriesOf(decompressed(snapshot)), await entriesOf(tree())) };
}

/** The canonical tar of the tree as it is now. */
export function treeTar(run: Run, { tree }: Snapshot): AsyncGenerator<Buffer> {
  const root = bytePath(tree);
  return canonicalTar(run, { root, changes: listTree(root), epoch: Number.MAX_SAFE_INTEGER });
}

async function archiveFaults({ archivePath, archive, layer }: Snapshot): Promise<string[]> {
  try {
    const compressed = createHash('sha256');
    const plain = createHash('sha256');
    const source = createReadStream(archivePath, { highWaterMark: 1 << 20 });
    await pipeline(source, hashedBy(compressed), createZstdDecompress(), hashedBy(plain), readToEnd);
    const sameBytes = hexDigest(compressed.digest('hex')) === archive.digest && source.bytesRead === archive.size;
    const whole = sameBytes && hexDigest(plain.digest('hex')) === layer;
    return whole ? [] : ['layer.tar.zst has other bytes than were stored'];
  } catch (error) {
    return [`layer.tar.zst cannot be read: ${(error as Error).message}`];
  }
}

async function digestOfStream(source: AsyncIterable<Buffer>): Promise<Digest> {
  const hash = createHash('sha256');
  for await (const piece of source) hash.update(piece);
  return hexDigest(hash.digest('hex'));
}

function decompressed({ archivePath }: Snapshot): AsyncIterable<Buffer> {
  return createReadStream(archivePath, { highWaterMark: 1 << 20 }).pipe(createZstdDecompress());
}

/** The digest of each entry, header and content, by path. */
async function entriesOf(tar: AsyncIterable<Buffer>): Promise<Map<BytePath, string>> {
  const entries = new Map<BytePath, string>();
  for await (const { header, content } of readTar(tar)) {
    const hash = createHash('sha256').update(encodeHeader(header));
    for await (const piece of content) hash.update(piece);
    entries.set(header.path, hash.digest('hex'));
  }
  return entries;
}

function differences(stored: ReadonlyMap<BytePath, string>, found: ReadonlyMap<BytePath, string>): string[] {
  const paths = [...new Set([...stored.keys(), ...found.keys()])].sort();
  const wrong = paths.filter((path) => stored.get(path) !== found.get(path));
  return wrong.map((path) => {
    if (!found.has(path)) return `tree/${display(path)} is missing`;
    return `tree/${display(path)} ${stored.has(path) ? 'is not what was stored' : 'was not stored'}`;
  });
}
