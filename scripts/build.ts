import { execFileSync } from 'node:child_process';
import { cpSync, globSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';

// Compiles src to dist, and copies what is read at run time beside it.
const root = resolve(import.meta.dirname, '..');
rmSync(join(root, 'dist'), { recursive: true, force: true });
execFileSync(join(root, 'node_modules/.bin/tsc'), ['-p', 'tsconfig.build.json'], { cwd: root, stdio: 'inherit' });
const assets = globSync('src/**/*', { cwd: root, withFileTypes: true }).filter(
  (entry) => entry.isFile() && !entry.name.endsWith('.ts'),
);
for (const { parentPath, name } of assets) {
  const from = join(parentPath, name);
  cpSync(from, from.replace(join(root, 'src'), join(root, 'dist')));
}
