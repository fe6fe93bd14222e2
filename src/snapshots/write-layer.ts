import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { constants, createZstdCompress } from 'node:zlib';
import { type Digest, hexDigest } from '../naming/digest.ts';

/** The fastest: a layer is compressed in mid-bake, and read again only when it is taken elsewhere. */
const COMPRESSION = { chunkSize: 1 << 20, params: { [constants.ZSTD_c_compressionLevel]: 1 } };

/** The digests of a layer's tar and of its archive. */
export interface WrittenLayer {
  readonly layer: Digest;
  readonly archive: { readonly digest: Digest; readonly size: number };
}

/** Compresses a layer into a file and fsyncs it. */
export async function writeLayer(tar: AsyncIterable<Buffer>, path: string): Promise<WrittenLayer> {
  const layer = createHash('sha256');
  const archive = createHash('sha256');
  await pipeline(
    tar,
    hashedBy(layer),
    createZstdCompress(COMPRESSION),
    hashedBy(archive),
    createWriteStream(path, { flush: true }),
  );
  const { size } = await stat(path);
  return { layer: hexDigest(layer.digest('hex')), archive: { digest: hexDigest(archive.digest('hex')), size } };
}

/** The same bytes, which another stream gets too, at the pace of the slower one; it breaks off if they do. */
export async function* copiedTo(copy: Writable, source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const write = promisify<Buffer, void>((piece, done) => copy.write(piece, done));
  try {
    for await (const piece of source) {
      await write(piece);
      yield piece;
    }
    copy.end();
  } finally {
    if (!copy.writableEnded) copy.destroy();
  }
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
