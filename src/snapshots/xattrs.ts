import { createReadStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import type { Run } from '../host/processes.ts';
import type { BytePath } from './byte-path.ts';
import { packPaths } from './tar-program.ts';
import { readTar } from './tar-read.ts';

/** Extended attributes by name, with what the overlay file system notes for itself. */
export type Xattrs = ReadonlyMap<string, string>;

const OVERLAY = 'trusted.overlay.';

/**
 * The extended attributes of these absolute paths, by path. Node cannot read them and Debian need not have getfattr:
 * tar reads them, into the file `scratch`.
 */
export async function readXattrs(
  run: Run,
  scratch: string,
  paths: readonly BytePath[],
): Promise<Map<BytePath, Xattrs>> {
  const found = new Map<BytePath, Xattrs>();
  if (paths.length === 0) return found;
  const relative = paths.map((path) => path.slice(1) as BytePath);
  await packPaths(run, scratch, { root: '/' as BytePath, paths: relative, links: 'followed' });
  for await (const { header } of readTar(createReadStream(scratch, { highWaterMark: 1 << 20 })))
    found.set(`/${header.path}` as BytePath, header.xattrs);
  await rm(scratch);
  return found;
}

/** Whether a folder of an upper layer hides all below it. */
export function isOpaque(xattrs: Xattrs | undefined): boolean {
  return xattrs?.get(`${OVERLAY}opaque`) === 'y';
}

/** What a layer keeps: all but the overlay's own notes. */
export function keptXattrs(xattrs: Xattrs): Xattrs {
  return new Map([...xattrs].filter(([name]) => !name.startsWith(OVERLAY)).sort());
}

/** Whether a layer would keep the same of both. */
export function sameXattrs(one: Xattrs, other: Xattrs): boolean {
  return JSON.stringify([...keptXattrs(one)]) === JSON.stringify([...keptXattrs(other)]);
}

/** The overlay feature, off in Debian, that makes this entry point elsewhere; its layer cannot stand alone. */
export function redirection(xattrs: Xattrs): string | undefined {
  return ['redirect', 'metacopy'].find((name) => xattrs.has(OVERLAY + name));
}
