import { Refusal } from '../../problem/problem.ts';
import { type BytePath, below, display, parentOf } from '../byte-path.ts';
import { inPieces } from '../canonical-tar.ts';
import { isWhiteoutHeader, type TarHeader } from '../tar-entry.ts';
import { readTar } from '../tar-read.ts';
import { encodeHeader, paddingOf, TAR_END } from '../tar-write.ts';

/** A canonical layer as OCI wants it: what is gone is an empty file `.wh.NAME`. */
export async function* ociLayer(layer: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  yield* inPieces(ociParts(layer));
}

async function* ociParts(layer: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  for await (const { header, content } of readTar(layer)) {
    if (nameOf(header.path).startsWith(WHITEOUT)) throw unwritable(header.path);
    yield encodeHeader(isWhiteoutHeader(header) ? ociWhiteout(header) : header);
    yield* content;
    yield paddingOf(header.size);
  }
  for await (const _ of layer);
  yield TAR_END;
}

const WHITEOUT = '.wh.';

const nameOf = (path: BytePath) => path.slice(path.lastIndexOf('/') + 1) as BytePath;

function ociWhiteout(header: TarHeader): TarHeader {
  const path = below(parentOf(header.path), `${WHITEOUT}${nameOf(header.path)}` as BytePath);
  return { ...header, path, type: 'file' };
}

function unwritable(path: BytePath): Refusal {
  const message = `an OCI image cannot hold ${display(path)}: names that begin with ${WHITEOUT} say what is gone`;
  return new Refusal({ code: 'unsafe-path', message, hint: 'rolebake export --format tar' });
}
