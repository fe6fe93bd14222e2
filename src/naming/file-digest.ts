import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type Digest, hexDigest } from './digest.ts';

/** The digest of a file's bytes; rejects where it cannot be read. */
export async function fileDigest(path: string): Promise<Digest> {
  const hash = createHash('sha256');
  for await (const piece of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(piece as Buffer);
  return hexDigest(hash.digest('hex'));
}
