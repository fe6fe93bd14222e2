import type { Run } from '../host/processes.ts';
import { Refusal } from '../problem/problem.ts';
import { type BytePath, display } from './byte-path.ts';
import type { Change } from './change.ts';
import { type TarEntry, type TarHeader, whiteout } from './tar-entry.ts';
import { packed } from './tar-program.ts';
import { readTar, readToEnd } from './tar-read.ts';
import { encodeHeader, paddingOf, TAR_END } from './tar-write.ts';
import { keptXattrs, redirection } from './xattrs.ts';

const PIECE = 1 << 20;

/** What a layer holds, and where it is. */
export interface Layer {
  readonly root: BytePath;
  readonly changes: readonly Change[];
  /** Later times count as this one; seconds. */
  readonly epoch: number;
}

/**
 * The canonical tar of a layer, in pieces of about 1 MiB: what tar makes of its entries, with their headers written
 * anew and times clamped, and its whiteouts put between them.
 */
export async function* canonicalTar(run: Run, { root, changes, epoch }: Layer): AsyncGenerator<Buffer> {
  const paths = changes.flatMap((change) => (change.kind === 'entry' ? [change.path] : []));
  const raw = packed(run, { root, paths, links: 'kept' });
  try {
    yield* inPieces(canonicalParts(raw, changes, epoch));
  } finally {
    await raw.return(undefined);
  }
}

async function* canonicalParts(
  raw: AsyncGenerator<Buffer>,
  changes: readonly Change[],
  epoch: number,
): AsyncGenerator<Buffer> {
  const entries = readTar(raw);
  for (const change of changes) {
    if (change.kind === 'whiteout') {
      yield encodeHeader(whiteout(change.path));
      continue;
    }
    const entry = (await entries.next()).value as TarEntry | undefined;
    if (entry?.header.path !== change.path) throw await leftOut(change, raw);
    yield encodeHeader(canonicalHeader(entry.header, epoch));
    yield* entry.content;
    yield paddingOf(entry.header.size);
  }
  await readToEnd(raw);
  yield TAR_END;
}

/** Who makes a tar says why a path is missing at its end. */
async function leftOut({ path }: Change, raw: AsyncGenerator<Buffer>): Promise<Error> {
  await readToEnd(raw);
  return new Error(`tar left out ${display(path)}`);
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
