import { createHash } from 'node:crypto';
import { type BytePath, below, bytePath } from './byte-path.ts';
import { firstDifference, type Parting } from './first-difference.ts';
import { readLayer } from './read-layer.ts';
import type { Snapshot } from './snapshot.ts';
import type { TarHeader } from './tar-entry.ts';
import { readTar } from './tar-read.ts';

/** A path that two layers do not hold alike. */
export interface LayerDifference {
  /** Absolute; bytes that are not UTF-8 are shown as U+FFFD. */
  readonly path: string;
  readonly how: 'only in the first' | 'only in the second' | 'differs';
  readonly what: readonly Aspect[];
}

/** What differs in a path: `content`, `mode`, `uid`, `mtime` and so on, with what it was and is. */
export interface Aspect extends Partial<Parting> {
  readonly aspect: string;
}

/** Of a file whose content differs, these follow. */
const FOLLOWING = ['size'];

type Entry = Omit<TarHeader, 'path' | 'xattrs'> & { readonly xattrs: string; readonly content: string };

/** Where two layers differ, in the order of the paths. A Refusal if one cannot be read whole. */
export async function layerDifferences(first: Snapshot, second: Snapshot): Promise<LayerDifference[]> {
  const [one, other] = [await entriesOf(first), await entriesOf(second)];
  const paths = [...new Set([...one.keys(), ...other.keys()])].sort();
  return paths.flatMap((path): LayerDifference[] => {
    const [a, b] = [one.get(path), other.get(path)];
    const shown = `/${Buffer.from(path, 'latin1').toString('utf8')}`;
    if (!a || !b) return [{ path: shown, how: a ? 'only in the first' : 'only in the second', what: [] }];
    const what = aspects(a, b, () => firstDifference(onDisk(first, path), onDisk(second, path)));
    return what.length === 0 ? [] : [{ path: shown, how: 'differs', what }];
  });
}

const onDisk = ({ tree }: Snapshot, path: string) => below(bytePath(tree), path as BytePath);

function aspects(a: Entry, b: Entry, parting: () => Parting | undefined): Aspect[] {
  const keys = (Object.keys(a) as (keyof Entry)[]).filter((key) => a[key] !== b[key]);
  const isFile = a.type === 'file' && b.type === 'file';
  const told = keys.filter((key) => !keys.includes('content') || !FOLLOWING.includes(key));
  return told.map((aspect): Aspect => {
    if (aspect === 'content') return { aspect, ...(isFile ? parting() : {}) };
    return { aspect, was: valueText(aspect, a), is: valueText(aspect, b) };
  });
}

const valueText = (aspect: keyof Entry, entry: Entry): string =>
  aspect === 'mode' ? entry.mode.toString(8).padStart(4, '0') : String(entry[aspect]);

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
