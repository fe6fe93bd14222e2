import { createHash } from 'node:crypto';
import { Refusal } from '../problem/problem.ts';

/** The file in a config repo that lists what rolebake wrote there; `sha256sum --check` reads it too. */
export const MANIFEST = '.rolebake-manifest';

const TOP = '# Written by rolebake publish. These files are made from the catalog: change it, not them.';
const LINE = /^([0-9a-f]{64}) {2}(.+)$/;

/** SHA-256 in hex of each file that rolebake owns, by path. */
export type Manifest = ReadonlyMap<string, string>;

/** The SHA-256 of some bytes, in hex. */
export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** The manifest of a set of files. */
export function manifestOf(files: ReadonlyMap<string, Buffer>): Manifest {
  return new Map([...files].map(([path, bytes]) => [path, sha256(bytes)]));
}

/** A manifest's text: lines in order of path. */
export function manifestText(manifest: Manifest): string {
  const lines = [...manifest].sort(([a], [b]) => (a < b ? -1 : 1)).map(([path, hash]) => `${hash}  ${path}`);
  return `${[TOP, ...lines].join('\n')}\n`;
}

/** Reads a manifest back; a Refusal if a person, or a merge, has left it in another form. */
export function readManifest(text: string): Manifest {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    lines.map((line) => {
      const [, hash, path] = LINE.exec(line) ?? [];
      if (hash === undefined || path === undefined) throw edited(line);
      return [path, hash];
    }),
  );
}

function edited(line: string): Refusal {
  return new Refusal({
    code: 'edited-file',
    message: `${MANIFEST} in the config repo was edited: ${JSON.stringify(line.slice(0, 100))}`,
    hint: `take it back from the last commit that rolebake made: git log -- ${MANIFEST}`,
  });
}
