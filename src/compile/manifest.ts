import { hash } from 'node:crypto';

/** Name of the file that lists what rolebake wrote into a folder, and may therefore change or remove. */
export const MANIFEST = '.rolebake-manifest';

const TOP = '# Written by rolebake. These files are made from the catalog: change it, not them.';
const UNFINISHED = '# A write that has not ended, in its order:';
const LINE = /^([0-9a-f]{64}) {2}(.+)$/;

/** SHA-256 of bytes, in hex. */
export const contentHash = (content: string | Uint8Array): string => hash('sha256', content, 'hex');

/** The hash of each file by its path. */
export const hashesOf = (files: ReadonlyMap<string, string | Uint8Array>): Map<string, string> =>
  new Map([...files].map(([path, content]) => [path, contentHash(content)]));

/** A manifest: a line each, `<sha256>  <path>`, in the order of the paths, as `sha256sum --check` reads it. */
export const manifestText = (hashes: ReadonlyMap<string, string>): string =>
  `${TOP}\n${[...hashes]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(line)
    .join('')}`;

/** What stands below a manifest while files are written: those that are made or changed, in the order of the write. */
export const unfinishedText = (hashes: Iterable<readonly [path: string, hash: string]>): string =>
  `${UNFINISHED}\n${[...hashes].map(line).join('')}`;

const line = ([path, hash]: readonly [string, string]): string => manifestLine(path, hash);

/** What a manifest says of one file. */
export const manifestLine = (path: string, hash: string): string => `${hash}  ${path}\n`;

/** The manifest itself, and each write below it that did not end. */
export const manifestParts = (text: string): string[] => text.split(`${UNFINISHED}\n`);

/** The entries of a manifest in their order, and the lines that are none. */
export function readManifestLines(text: string): { entries: [path: string, hash: string][]; strays: string[] } {
  const entries: [string, string][] = [];
  const strays: string[] = [];
  for (const written of text.split('\n')) {
    if (written === '' || written.startsWith('#')) continue;
    const match = LINE.exec(written);
    if (match) entries.push([match[2] ?? '', match[1] ?? '']);
    else strays.push(written);
  }
  return { entries, strays };
}
