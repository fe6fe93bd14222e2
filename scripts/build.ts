import { execFileSync } from 'node:child_process';
import { cpSync, globSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ledgerChecks, schemaChecks } from './build/schema-checks.ts';

/**
 * Compiles src to dist, copies what is read at run time beside it, and compiles the checks of the schemas. The argument
 * is the folder to put dist in; default: this repository.
 */
const root = resolve(import.meta.dirname, '..');
const dist = join(resolve(process.argv[2] ?? root), 'dist');
rmSync(dist, { recursive: true, force: true });
const options = ['-p', 'tsconfig.build.json', '--outDir', dist];
execFileSync(join(root, 'node_modules/.bin/tsc'), options, { cwd: root, stdio: 'inherit' });
const assets = globSync('src/**/*', { cwd: root, withFileTypes: true }).filter(
  (entry) => entry.isFile() && !entry.name.endsWith('.ts'),
);
for (const { parentPath, name } of assets) {
  const from = join(parentPath, name);
  cpSync(from, from.replace(join(root, 'src'), dist));
}
writeFileSync(join(dist, 'catalog/source/schema-checks.cjs'), schemaChecks());
writeFileSync(join(dist, 'ledger/entry-checks.cjs'), ledgerChecks());
