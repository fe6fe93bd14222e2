import { join } from 'node:path';
import { readListed } from '../../catalog/files.ts';
import { loadCatalog } from '../../catalog/load.ts';
import type { Catalog } from '../../catalog/model.ts';
import { Refusal } from '../../problem/problem.ts';
import { inOrder } from '../compile.ts';
import { manifestText } from '../manifest.ts';
import { changes, refuseEdits, writeFiles } from '../output.ts';
import { baseFiles } from '../part.ts';
import { type Stamp, stampAt, UNKNOWN } from '../stamp.ts';
import type { Compilation, CompilePlace } from './compilation.ts';
import type { CompiledRole } from './last-compile.ts';
import { inputOf } from './look.ts';
import { pathsByName } from './mentions.ts';
import { OutputTable, rowNumbers } from './output-table.ts';
import { collectStamps, compiledRole, lastCompile, type OwnedFile, owned, ownedFiles } from './outputs.ts';

/** Compiles a whole catalog. A Refusal with all that is wrong with it. */
export function compileWhole(place: CompilePlace): Compilation {
  const { listing, generated: folder, build, now } = place;
  const looked = now();
  const inputStamps = listing.names.map((path) => stampAt(join(listing.folder, path)) ?? UNKNOWN);
  const sources = readListed(listing);
  const checked = loadCatalog(sources, place.platform());
  if (!checked.ok) throw new Refusal(checked.problems);
  const files = allFiles(checked.value);
  const generated = inOrder(files.map(({ path, text }) => [path, text]));
  const { stamps, seen, written } = collectStamps(looked);
  const found = changes(folder, generated, seen);
  const roles = checked.value.roles.map(compiledRole);
  const write = () => {
    refuseEdits(folder, found);
    const hashes = new Map(files.map(({ path, hash }) => [path, hash]));
    const manifest = manifestText(hashes);
    writeFiles(folder, { manifest, hashes }, found, written);
    const byName = pathsByName(listing.names);
    const inputs = listing.names.map((path, index) =>
      inputOf(path, sources.texts.get(path) ?? '', inputStamps[index] ?? UNKNOWN, byName),
    );
    const table = new OutputTable(manifest, outputNumbers(files, stamps, roles));
    return { last: lastCompile({ build, inputs, roles, looked, kept: now() }, table), table };
  };
  return { roles, files: files.length, changes: found, write };
}

/** In the order of the paths. */
function outputNumbers(
  files: readonly OwnedFile[],
  stamps: ReadonlyMap<string, Stamp>,
  roles: readonly CompiledRole[],
): Float64Array {
  const places = new Map(roles.map(({ name }, index) => [name, index]));
  const sorted = files.toSorted((a, b) => (a.path < b.path ? -1 : 1));
  return rowNumbers(
    sorted.map(({ path, role }) => ({ stamp: stamps.get(path) ?? UNKNOWN, role: places.get(role ?? '') ?? -1 })),
  );
}

const allFiles = (catalog: Catalog): OwnedFile[] => [
  ...owned(baseFiles(catalog)),
  ...ownedFiles(catalog, catalog.roles),
];
