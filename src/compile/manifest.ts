import { createHash } from 'node:crypto';

/** Name of the file that lists what rolebake wrote into a folder, and may therefore change or remove. */
export const MANIFEST = '.rolebake-manifest';

const TOP = '# Written by rolebake. These files are made from the catalog: change it, not them.';
const LINE = /^([0-9a-f]{64}) {2}(.+)$/;

/** SHA-256 of bytes, in hex. */
export const contentHash = (content: string | Uint8Array): string => createHash('sha256').update(content).digest('hex');

/** The hash of each file by its path. */
export const hashesOf = (files: ReadonlyMap<string, string | Uint8Array>): Map<string, string> =>
  new Map([...files].map(([path, content]) => [path, contentHash(content)]));

/** A manifest: a line each, `<sha256>  <path>`, in the order of the paths, as `sha256sum --check` reads it. */
export function manifestText(hashes: ReadonlyMap<string, string>): string {
  const lines = [...hashes].sort(([a], [b]) => (a < b ? -1 : 1)).map(([path, hash]) => `${hash}  ${path}`);
  return `${[TOP, ...lines].join('\n')}\n`;
}

/** The entries of a manifest in their order, and the lines that are none. */
export function readManifestLines(text: string): { entries: [path: string, hash: string][]; strays: string[] } {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  const read = lines.map((line) => ({ line, match: LINE.exec(line) }));
  return {
    entries: read.flatMap(({ match }): [string, string][] => (match ? [[match[2] ?? '', match[1] ?? '']] : [])),
    strays: read.filter(({ match }) => !match).map(({ line }) => line),
  };
}
