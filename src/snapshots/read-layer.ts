import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { createZstdDecompress } from 'node:zlib';
import { hexDigest } from '../naming/digest.ts';
import { damaged, type Snapshot } from './snapshot.ts';

/** The canonical tar of a layer, read from its archive; a Refusal at the end if the bytes are not those of its digest. */
export async function* readLayer(snapshot: Snapshot): AsyncGenerator<Buffer> {
  const hash = createHash('sha256');
  const source = createReadStream(snapshot.archivePath, { highWaterMark: 1 << 20 });
  const plain = createZstdDecompress();
  source.on('error', (error) => plain.destroy(error));
  try {
    for await (const piece of source.pipe(plain)) {
      hash.update(piece as Buffer);
      yield piece as Buffer;
    }
  } catch (error) {
    throw faulty(snapshot, `layer.tar.zst cannot be read: ${(error as Error).message}`);
  } finally {
    source.destroy();
  }
  if (hexDigest(hash.digest('hex')) !== snapshot.layer)
    throw faulty(snapshot, 'layer.tar.zst has other bytes than were stored');
}

const faulty = ({ digest }: Snapshot, fault: string) => damaged(digest, [fault]);
