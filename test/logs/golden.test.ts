import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { compile, treeOf } from '../../src/compile/compile.ts';
import { catalogOf } from '../compile/catalogs.ts';
import { puppetCatalog } from '../encode/real-tools.ts';
import { loggingCatalog } from './catalog.ts';

/**
 * Debian has no package of these two: no test runs them, and what Puppet makes for a role with a log of each kind is
 * held by a file. ROLEBAKE_GOLDEN=update writes down what it makes now.
 */
const SHIPPERS = [
  { shipper: 'fluent-bit', check: (file: string) => ['fluent-bit', '--dry-run', '--config', file] },
  { shipper: 'vector', check: (file: string) => ['vector', 'validate', '--no-environment', file] },
] as const;

describe.each(SHIPPERS)('$shipper', ({ shipper, check }) => {
  test('is configured as the golden file says', async () => {
    const path = join(import.meta.dirname, 'golden', `${shipper}.txt`);
    const made = [...(await filesOf(shipper))].map(([file, text]) => `-- ${file} --\n${text}`).join('');
    if (process.env['ROLEBAKE_GOLDEN'] === 'update') writeFileSync(path, made);
    expect(made).toBe(readFileSync(path, 'utf8'));
  }, 60_000);

  test.runIf(spawnSync(shipper, ['--version']).status === 0)('takes it, where it is installed', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'rolebake-shipper-'));
    const files = [...(await filesOf(shipper))];
    for (const [file, text] of files) {
      mkdirSync(join(folder, dirname(file)), { recursive: true });
      writeFileSync(join(folder, file), text.replaceAll(`/etc/${shipper}/`, `${folder}/etc/${shipper}/`));
    }
    const [program = '', ...words] = check(join(folder, files[0]?.[0] ?? ''));
    execFileSync(program, words, { env: { ...process.env, LOG_COLLECTOR: 'logs.example', LOG_COLLECTOR_PORT: '514' } });
    rmSync(folder, { recursive: true });
  });
});

/** The files below the shipper's own folder that a template makes, the main one first. */
async function filesOf(shipper: string): Promise<Map<string, string>> {
  const tree = treeOf(compile(catalogOf(loggingCatalog(shipper))), 'puppet');
  const resources = await puppetCatalog(tree, 'front_page');
  const files = resources.filter(({ type, title }) => type === 'File' && title.startsWith(`/etc/${shipper}/`));
  return new Map(
    files.flatMap(({ title, parameters }) => (parameters?.['content'] ? [[title, String(parameters['content'])]] : [])),
  );
}
