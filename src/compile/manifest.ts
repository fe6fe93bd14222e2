import { createHash } from 'node:crypto';

/** Name of the file that lists what rolebake wrote into a folder, and may therefore change or remove. */
export const MANIFEST = '.rolebake-manifest';

/** SHA-256 of each file by its path. */
export type Manifest = ReadonlyMap<string, string>;

export const contentHash = (content: string | Buffer): string => createHash('sha256').update(content).digest('hex');

/** The manifest of these files: a line each, `<sha256>  <path>`, in the order of the paths, as sha256sum -c reads it. */
export function manifestText(files: ReadonlyMap<string, string | Buffer>): string {
  const paths = [...files.keys()].sort();
  return paths.map((path) => `${contentHash(files.get(path) ?? '')}  ${path}\n`).join('');
}

/** Reads a manifest; lines that are none are passed over, so that what they meant is never touched. */
export function parseManifest(text: string): Manifest {
  const lines = text.matchAll(/^([0-9a-f]{64}) {2}(.+)$/gm);
  return new Map([...lines].map(([, hash = '', path = '']) => [path, hash]));
}
