import { manifestParts, readManifestLines } from './manifest.ts';

/** What rolebake wrote into a folder, by its manifest. */
export interface Written {
  /** The hashes that each file may have: two after a write that did not end. */
  readonly hashes: ReadonlyMap<string, ReadonlySet<string>>;
  /**
   * For each write that did not end, the files that it made, in its order. A kill can leave one of them half written:
   * the first that is not as it should be.
   */
  readonly made: readonly (readonly string[])[];
}

/** Reads a manifest. Paths out of the folder are passed over. */
export function readWritten(text: string): Written {
  const hashes = new Map<string, Set<string>>();
  const made: string[][] = [];
  for (const [part, lines] of manifestParts(text).entries()) {
    const entries = readManifestLines(lines).entries.filter(([path]) => isInside(path));
    if (part > 0) made.push(entries.map(([path]) => path).filter((path) => !hashes.has(path)));
    for (const [path, hash] of entries) hashes.set(path, (hashes.get(path) ?? new Set()).add(hash));
  }
  return { hashes, made };
}

const isInside = (path: string): boolean => !path.startsWith('/') && !path.split('/').includes('..');
