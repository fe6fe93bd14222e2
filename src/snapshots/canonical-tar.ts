import { createReadStream } from 'node:fs';
import { Refusal } from '../problem/problem.ts';
import { display } from './byte-path.ts';
import type { Change } from './change.ts';
import { type TarEntry, type TarHeader, whiteout } from './tar-entry.ts';
import { readTar } from './tar-read.ts';
import { encodeHeader, paddingOf, TAR_END } from './tar-write.ts';
import { keptXattrs, redirection } from './xattrs.ts';

const PIECE = 1 << 20;

/**
 * The canonical tar of a layer, in pieces of about 1 MiB: `raw`, the path of a tar of its entries, with their headers
 * written anew, times clamped to `epoch` (seconds), and its whiteouts put between them.
 */
export async function* canonicalTar(raw: string, changes: readonly Change[], epoch: number): AsyncGenerator<Buffer> {
  yield* inPieces(canonicalParts(readTar(createReadStream(raw, { highWaterMark: PIECE })), changes, epoch));
}

async function* canonicalParts(
  entries: AsyncGenerator<TarEntry>,
  changes: readonly Change[],
  epoch: number,
): AsyncGenerator<Buffer> {
  for (const change of changes) {
    if (change.kind === 'whiteout') {
      yield encodeHeader(whiteout(change.path));
      continue;
    }
    const entry = (await entries.next()).value as TarEntry | undefined;
    if (entry?.header.path !== change.path) throw new Error(`tar left out ${display(change.path)}`);
    yield encodeHeader(canonicalHeader(entry.header, epoch));
    yield* entry.content;
    yield paddingOf(entry.header.size);
  }
  yield TAR_END;
}

function canonicalHeader(header: TarHeader, epoch: number): TarHeader {
  const feature = redirection(header.xattrs);
  if (feature)
    throw new Refusal({
      code: 'snapshot-damaged',
      message: `${display(header.path)} needs the layer below: its overlay was mounted with ${feature}`,
      hint: 'mount overlays with redirect_dir=off,metacopy=off',
    });
  // A hard link's attributes stand with the entry that it links to.
  const xattrs = header.type === 'link' ? new Map() : keptXattrs(header.xattrs);
  return { ...header, mtime: Math.max(0, Math.min(header.mtime, epoch)), xattrs };
}

/** The same bytes in pieces of about 1 MiB. */
export async function* inPieces(parts: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let held: Buffer[] = [];
  let size = 0;
  for await (const part of parts) {
    held.push(part);
    size += part.length;
    if (size < PIECE) continue;
    yield Buffer.concat(held);
    [held, size] = [[], 0];
  }
  yield Buffer.concat(held);
}
