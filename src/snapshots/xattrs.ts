import type { Run } from '../host/processes.ts';
import type { BytePath } from './byte-path.ts';
import { packed } from './tar-program.ts';
import { readTar, readToEnd } from './tar-read.ts';

/** Extended attributes by name, with what the overlay file system notes for itself. */
export type Xattrs = ReadonlyMap<string, string>;

const OVERLAY = 'trusted.overlay.';

/**
 * The extended attributes of these absolute paths, by path. Node cannot read them and Debian need not have getfattr:
 * tar reads them.
 */
export async function readXattrs(run: Run, paths: readonly BytePath[]): Promise<Map<BytePath, Xattrs>> {
  const found = new Map<BytePath, Xattrs>();
  if (paths.length === 0) return found;
  const relative = paths.map((path) => path.slice(1) as BytePath);
  const tar = packed(run, { root: '/' as BytePath, paths: relative, links: 'followed' });
  for await (const { header } of readTar(tar)) found.set(`/${header.path}` as BytePath, header.xattrs);
  await readToEnd(tar);
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
