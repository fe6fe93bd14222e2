import { crc32 } from 'node:zlib';
import { contentHash, MANIFEST } from '../manifest.ts';
import { textAt } from '../output.ts';
import { isSameStamp, isSettled, stampAt, UNKNOWN } from '../stamp.ts';
import type { LastCompile } from './last-compile.ts';
import { OutputTable } from './output-table.ts';

/** Generated files of the last compile. */
export interface KeptOutputs {
  readonly table: OutputTable;
  /** Places in the table of the files whose role is compiled anew; all others stay. */
  readonly old: ReadonlySet<number>;
  /** Whether a file had to be read to know it. */
  readonly isReread: boolean;
}

/** The table of the last compile; undefined if the manifest is not as it was written. */
export function lastTable(folder: string, last: LastCompile): OutputTable | undefined {
  const manifest = textAt(`${folder}/${MANIFEST}`) ?? '';
  return crc32(manifest) === last.manifest ? new OutputTable(manifest, last.outputs) : undefined;
}

/** Which files stay. */
export function keptOutputs(table: OutputTable, last: LastCompile, affected: ReadonlySet<string>): KeptOutputs {
  const isAffected = last.roles.map(({ name }) => affected.has(`roles/${name}.yaml`));
  const old = new Set<number>();
  for (let index = 0; index < table.size; index++) if (isAffected[table.role(index)]) old.add(index);
  return { table, old, isReread: false };
}

/** Looks at the files that stay; undefined if one is not as it was written. */
export function verified(
  kept: KeptOutputs,
  folder: string,
  { last, looked }: { last: LastCompile; looked: number },
): KeptOutputs | undefined {
  const { table, old } = kept;
  let isReread = false;
  for (let index = 0; index < table.size; index++) {
    if (old.has(index)) continue;
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
