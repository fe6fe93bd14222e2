import { createHash } from 'node:crypto';
import { readLayer } from './read-layer.ts';
import type { Snapshot } from './snapshot.ts';
import type { TarHeader } from './tar-entry.ts';
import { readTar } from './tar-read.ts';

/** A path that two layers do not hold alike. */
export interface LayerDifference {
  /** Absolute; bytes that are not UTF-8 are shown as U+FFFD. */
  readonly path: string;
  readonly how: 'only in the first' | 'only in the second' | 'differs';
  /** What differs, such as `content` or `mode`. */
  readonly what: readonly string[];
}

type Entry = Omit<TarHeader, 'path' | 'xattrs'> & { readonly xattrs: string; readonly content: string };

/** Where two layers differ, in the order of the paths. A Refusal if one cannot be read whole. */
export async function layerDifferences(first: Snapshot, second: Snapshot): Promise<LayerDifference[]> {
  const [one, other] = [await entriesOf(first), await entriesOf(second)];
  const paths = [...new Set([...one.keys(), ...other.keys()])].sort();
  return paths.flatMap((path): LayerDifference[] => {
    const [a, b] = [one.get(path), other.get(path)];
    const shown = `/${Buffer.from(path, 'latin1').toString('utf8')}`;
    if (!a || !b) return [{ path: shown, how: a ? 'only in the first' : 'only in the second', what: [] }];
    const what = (Object.keys(a) as (keyof Entry)[]).filter((key) => a[key] !== b[key]);
    return what.length === 0 ? [] : [{ path: shown, how: 'differs', what }];
  });
}

async function entriesOf(snapshot: Snapshot): Promise<Map<string, Entry>> {
  const entries = new Map<string, Entry>();
  for await (const { header, content } of readTar(readLayer(snapshot))) {
    const hash = createHash('sha256');
    for await (const piece of content) hash.update(piece);
    const { path, xattrs, ...rest } = header;
    entries.set(path, { ...rest, xattrs: JSON.stringify([...xattrs].sort()), content: hash.digest('hex') });
  }
  return entries;
}
