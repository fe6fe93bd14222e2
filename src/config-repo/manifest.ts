import { MANIFEST, readManifestLines } from '../compile/manifest.ts';
import { Refusal } from '../problem/problem.ts';

/** SHA-256 in hex of each file of a config repo that rolebake owns, by path. */
export type Manifest = ReadonlyMap<string, string>;

/** Reads a config repo's manifest; a Refusal if a person, or a merge, has left it in another form. */
export function readManifest(text: string): Manifest {
  const { entries, strays } = readManifestLines(text);
  if (strays[0] !== undefined) throw edited(strays[0]);
  return new Map(entries);
}

function edited(line: string): Refusal {
  return new Refusal({
    code: 'edited-file',
    message: `${MANIFEST} in the config repo was edited: ${JSON.stringify(line.slice(0, 100))}`,
    hint: `take it back from the last commit that rolebake made: git log -- ${MANIFEST}`,
  });
}
