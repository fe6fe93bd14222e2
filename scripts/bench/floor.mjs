import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * The floor of a compile: reads every file of the catalog, and writes the files of a pack, which is a line of JSON
 * (`[[path, bytes], ...]`) with the contents behind it. Arguments: catalog, pack, folder to write.
 */
const [catalog = '', pack = '', out = ''] = process.argv.slice(2);
for (const entry of readdirSync(catalog, { recursive: true, withFileTypes: true }))
  if (entry.isFile()) readFileSync(join(entry.parentPath, entry.name), 'utf8');

const bytes = readFileSync(pack);
let offset = bytes.indexOf('\n') + 1;
const made = new Set();
for (const [path, size] of JSON.parse(bytes.toString('utf8', 0, offset))) {
  const file = join(out, path);
  if (!made.has(dirname(file))) mkdirSync(dirname(file), { recursive: true });
  made.add(dirname(file));
  writeFileSync(file, bytes.subarray(offset, offset + size));
  offset += size;
}
