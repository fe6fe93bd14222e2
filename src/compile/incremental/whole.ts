import { join } from 'node:path';
import { type CatalogFiles, type CatalogListing, readListed } from '../../catalog/files.ts';
import { loadCatalog } from '../../catalog/load.ts';
import type { Catalog } from '../../catalog/model.ts';
import { Refusal } from '../../problem/problem.ts';
import { inOrder } from '../compile.ts';
import { MANIFEST, manifestText } from '../manifest.ts';
import { changes, refuseEdits, writeFiles } from '../output.ts';
import { baseFiles } from '../part.ts';
import { type Stamp, stampAt, UNKNOWN } from '../stamp.ts';
import type { Compilation, CompilePlace } from './compilation.ts';
import { InputTable } from './input-table.ts';
import { Kept } from './kept.ts';
import { groundIn } from './known-ground.ts';
import { inputOf } from './look.ts';
import { OutputStamps } from './output-stamps.ts';
import { OutputTable } from './output-table.ts';
import { collectStamps, compiledRole, type OwnedFile, owned, ownedFiles } from './outputs.ts';

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
    const places = new Map(roles.map(({ name }, index) => [name, index]));
    const owners = new Map(files.map(({ path, role }) => [path, places.get(role ?? '') ?? -1]));
    const table = OutputTable.of(manifest, (path) => owners.get(path) ?? -1);
    const inputs = inputsOf(listing, sources, inputStamps);
    const last = {
      build,
      inputs,
      roles,
      looked,
      manifest: stampAt(join(folder, MANIFEST)) ?? UNKNOWN,
      columns: Kept.of(table.columns),
      stamps: Kept.of(
        OutputStamps.of(
          Array.from(generated.keys(), (path) => stamps.get(path)),
          now(),
        ),
      ),
      ground: Kept.of(groundIn(checked.value, listing.shownAs, inputs)),
    };
    return { last, table };
  };
  return { roles, files: files.length, changes: found, write };
}

function inputsOf({ names }: CatalogListing, { texts }: CatalogFiles, stamps: readonly Stamp[]): InputTable {
  const known = new Set(names);
  const paths = { all: names, has: (path: string) => known.has(path) };
  const inputs = names.map((path, index) => inputOf(path, texts.get(path) ?? '', stamps[index] ?? UNKNOWN, paths));
  return InputTable.EMPTY.with(names, new Map(inputs.map((input) => [input.path, input])));
}

const allFiles = (catalog: Catalog): OwnedFile[] => [
  ...owned(baseFiles(catalog)),
  ...ownedFiles(catalog, catalog.roles),
];
