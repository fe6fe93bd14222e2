import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { createZstdCompress } from 'node:zlib';
import { type Digest, hexDigest } from '../naming/digest.ts';

/** Compresses a layer into a file and fsyncs it; gives the digests of the tar and of the file. */
export async function writeLayer(
  tar: AsyncIterable<Buffer>,
  path: string,
): Promise<{ layer: Digest; archive: { digest: Digest; size: number } }> {
  const layer = createHash('sha256');
  const archive = createHash('sha256');
  await pipeline(
    tar,
    hashedBy(layer),
    createZstdCompress(),
    hashedBy(archive),
    createWriteStream(path, { flush: true }),
  );
  const { size } = await stat(path);
  return { layer: hexDigest(layer.digest('hex')), archive: { digest: hexDigest(archive.digest('hex')), size } };
}

/** A pass-through that updates a hash. */
export function hashedBy(hash: ReturnType<typeof createHash>) {
  return async function* (source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const piece of source) {
      hash.update(piece);
      yield piece;
    }
  };
}
