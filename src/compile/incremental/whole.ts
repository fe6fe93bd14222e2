import { join } from 'node:path';
import { readListed } from '../../catalog/files.ts';
import { loadCatalog } from '../../catalog/load.ts';
import type { Catalog } from '../../catalog/model.ts';
import { Refusal } from '../../problem/problem.ts';
import { inOrder } from '../compile.ts';
import { contentHash } from '../manifest.ts';
import { changes, writeHashed } from '../output.ts';
import { baseFiles } from '../part.ts';
import { stampAt, UNKNOWN } from '../stamp.ts';
import type { Compilation, CompilePlace } from './compilation.ts';
import { inputOf } from './look.ts';
import { pathsByName } from './mentions.ts';
import { compiledRole, hashesIn, lastCompile, notingIn, type OwnedFile, ownedFiles } from './outputs.ts';

/** Compiles a whole catalog. A Refusal with all that is wrong with it. */
export function compileWhole(place: CompilePlace): Compilation {
  const { listing, generated: folder, build, now } = place;
  const looked = now();
  const stamps = listing.names.map((path) => stampAt(join(listing.folder, path)) ?? UNKNOWN);
  const sources = readListed(listing);
  const checked = loadCatalog(sources, place.platform());
  if (!checked.ok) throw new Refusal(checked.problems);
  const files = allFiles(checked.value);
  const generated = inOrder(files.map(({ path, text }) => [path, text]));
  const outputs = new Map(
    files.map(({ path, text, role }) => [path, { hash: contentHash(text), stamp: UNKNOWN, role }]),
  );
  const note = notingIn(outputs, looked);
  const found = changes(folder, generated, note.seen);
  const write = () => {
    writeHashed(folder, hashesIn(outputs), found, note.written);
    const byName = pathsByName(listing.names);
    const inputs = listing.names.map((path, index) =>
      inputOf(path, sources.texts.get(path) ?? '', stamps[index] ?? UNKNOWN, byName),
    );
    return lastCompile({ build, inputs, roles: checked.value.roles.map(compiledRole), outputs, looked, kept: now() });
  };
  return { roles: checked.value.roles.map(compiledRole), files: files.length, changes: found, write };
}

const allFiles = (catalog: Catalog): OwnedFile[] => [
  ...baseFiles(catalog).map(([path, text]) => ({ path, text, role: undefined })),
  ...ownedFiles(catalog, catalog.roles),
];
