import { crc32 } from 'node:zlib';
import { contentHash, MANIFEST } from '../manifest.ts';
import { textAt } from '../output.ts';
import { isSameStamp, isSettled, stampAt, UNKNOWN } from '../stamp.ts';
import type { LastCompile } from './last-compile.ts';
import { OutputTable } from './output-table.ts';

/** Generated files of the last compile. */
export interface KeptOutputs {
  readonly table: OutputTable;
  /** Places in the table of the files whose role is compiled anew; all others have been looked at. */
  readonly old: ReadonlySet<number>;
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
  const manifest = textAt(`${folder}/${MANIFEST}`) ?? '';
  if (crc32(manifest) !== last.manifest) return undefined;
  const table = new OutputTable(manifest, last.outputs);
  const old = new Set<number>();
  const isAffected = last.roles.map(({ name }) => affected.has(`roles/${name}.yaml`));
  let isReread = false;
  for (let index = 0; index < table.size; index++) {
    if (isAffected[table.role(index)]) {
      old.add(index);
      continue;
    }
    const file = `${folder}/${table.path(index)}`;
    const stamp = stampAt(file);
    if (stamp && isSettled(stamp, last.kept) && isSameStamp(stamp, table.stamp(index))) continue;
    if (!stamp || !holds(file, table.hash(index))) return undefined;
    table.setStamp(index, isSettled(stamp, looked) ? stamp : UNKNOWN);
    isReread = true;
  }
  return { table, old, isReread };
}

function holds(file: string, hash: string): boolean {
  const text = textAt(file);
  return text !== undefined && contentHash(text) === hash;
}
