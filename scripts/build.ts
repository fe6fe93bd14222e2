import { hash } from 'node:crypto';
import { cpSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { SCHEMA_NAMES } from '../src/catalog/source/schemas.ts';
import { bundle, latePackages } from './build/bundle.ts';
import { bundleTexts } from './build/bundle-texts.ts';
import { licencesOf } from './build/licences.ts';
import { roleTemplates } from './build/role-templates.ts';
import { ledgerChecks, schemaChecks } from './build/schema-checks.ts';
import { typeChecks } from './build/type-checks.ts';

/**
 * Bundles src into dist, copies what is read at run time beside it, and compiles checks and templates beforehand. The
 * argument is the folder to put dist in; default: this repository.
 */
const root = resolve(import.meta.dirname, '..');
const dist = join(resolve(process.argv[2] ?? root), 'dist');
rmSync(dist, { recursive: true, force: true });
const bundled = await bundle(root, dist);
const beside = await bundleTexts(root, dist, {
  ...latePackages(),
  ...Object.fromEntries(SCHEMA_NAMES.map((name) => [`catalog/source/checks/${name}`, schemaChecks(name)])),
  'catalog/types/type-checks': typeChecks(),
  'compile/role-templates': roleTemplates(root),
  'ledger/entry-checks': ledgerChecks(),
});
writeFileSync(join(dist, 'LICENCES'), licencesOf([...bundled, ...beside]));
const assets = globSync('src/**/*', { cwd: root, withFileTypes: true }).filter(
  (entry) => entry.isFile() && !entry.name.endsWith('.ts'),
);
for (const { parentPath, name } of assets) {
  const from = join(parentPath, name);
  cpSync(from, from.replace(join(root, 'src'), dist));
}
const code = globSync('**/*.{cjs,json}', { cwd: dist }).sort();
const hashes = code.map((file) => [file, hash('sha256', readFileSync(join(dist, file)))]);
mkdirSync(join(dist, 'cli'), { recursive: true });
writeFileSync(join(dist, 'cli/code-hash.json'), JSON.stringify(hash('sha256', JSON.stringify(hashes))));
