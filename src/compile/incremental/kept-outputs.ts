import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { contentHash, MANIFEST, readManifestLines } from '../manifest.ts';
import { textAt } from '../output.ts';
import { isSameStamp, isSettled, type Stamp, stampAt, UNKNOWN } from '../stamp.ts';
import type { LastCompile } from './last-compile.ts';
import type { KnownOutput } from './outputs.ts';

/** Generated files of the last compile, parted by whether their role is compiled anew. */
export interface KeptOutputs {
  /** Those that stay, in the order of their paths; each has been looked at. */
  readonly good: ReadonlyMap<string, KnownOutput>;
  /** Hashes of those that are compiled anew. */
  readonly old: ReadonlyMap<string, string>;
  /** Whether a file had to be read to know it. */
  readonly isReread: boolean;
}

/** Looks at what the last compile wrote; undefined if a file that stays, or the manifest, is not as it was written. */
export function keptOutputs(
  folder: string,
  last: LastCompile,
  looked: number,
  affected: ReadonlySet<string>,
): KeptOutputs | undefined {
  const text = textAt(join(folder, MANIFEST)) ?? '';
  if (crc32(text) !== last.manifest) return undefined;
  const good = new Map<string, KnownOutput>();
  const old = new Map<string, string>();
  let isReread = false;
  for (const [index, [path, hash]] of readManifestLines(text).entries.entries()) {
    const output = last.outputs[index];
    const role = last.roles[output?.role ?? -1]?.name;
    if (!output) return undefined;
    if (role !== undefined && affected.has(`roles/${role}.yaml`)) {
      old.set(path, hash);
      continue;
    }
    const stamp = verified(join(folder, path), hash, output.stamp, { kept: last.kept, looked });
    if (!stamp) return undefined;
    isReread ||= stamp !== output.stamp;
    good.set(path, { hash, stamp, role });
  }
  return { good, old, isReread };
}

/** The stamp to keep of a file that is as it was written; the same one if that could be seen without reading it. */
function verified(
  file: string,
  hash: string,
  before: Stamp,
  { kept, looked }: { kept: number; looked: number },
): Stamp | undefined {
  const stamp = stampAt(file);
  if (!stamp) return undefined;
  if (isSameStamp(stamp, before) && isSettled(stamp, kept)) return before;
  const text = textAt(file);
  if (text === undefined || contentHash(text) !== hash) return undefined;
  return isSettled(stamp, looked) ? stamp : UNKNOWN;
}
