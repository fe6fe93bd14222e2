import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';

/** Stands for npm: it fails if another is at work in the same checkout, as npm may. */
const NPM = `#!/bin/sh
echo install >>installs
mkdir at-work || exit 1
sleep 0.3
mkdir -p node_modules/.bin
ln -sf "$NODE" node_modules/.bin/node
rmdir at-work
`;

test('of several who set a checkout up at once one installs, and the others wait for it', async () => {
  const checkout = mkdtempSync(join(tmpdir(), 'rolebake-checkout-'));
  onTestFinished(() => rmSync(checkout, { recursive: true, force: true }));
  mkdirSync(join(checkout, 'bin'));
  cpSync(join(import.meta.dirname, '../scripts/setup.sh'), join(checkout, 'scripts/setup.sh'));
  writeFileSync(join(checkout, 'scripts/missing-packages.ts'), '');
  writeFileSync(join(checkout, 'package-lock.json'), '{}\n');
  writeFileSync(join(checkout, 'bin/npm'), NPM, { mode: 0o755 });
  const env = { ...process.env, NODE: process.execPath, PATH: `${checkout}/bin:${process.env['PATH']}` };
  const all = [1, 2, 3, 4].map(() => spawn('sh', ['scripts/setup.sh'], { cwd: checkout, env, stdio: 'ignore' }));
  const codes = (await Promise.all(all.map((child) => once(child, 'close')))).map(([code]) => code);
  expect(codes).toEqual([0, 0, 0, 0]);
  expect(readFileSync(join(checkout, 'installs'), 'utf8')).toBe('install\n');
});
