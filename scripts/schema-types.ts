import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { compile } from 'json-schema-to-typescript';

/** The TypeScript file that each schema owns. A schema that does not exist yet is skipped. */
const OWNERS: Readonly<Record<string, string>> = {
  catalog: 'src/catalog/catalog-types.gen.ts',
  profile: 'src/catalog/profile-types.gen.ts',
  role: 'src/catalog/role-types.gen.ts',
  release: 'src/catalog/releases/release-types.gen.ts',
  environment: 'src/catalog/environments/environment-types.gen.ts',
  application: 'src/catalog/applications/application-types.gen.ts',
  settings: 'src/cli/settings-types.gen.ts',
  'ledger-entry': 'src/ledger/entry-types.gen.ts',
};

/** The generator's remark on where a type was met. */
const BACK_REFERENCE =
  /( \*\n)? \* This interface was referenced by `\w+`'s JSON-Schema\n \* via the `definition` "\w+"\.\n/g;

const ROOT = dirname(import.meta.dirname);

async function typesOf(name: string): Promise<string> {
  const schemaFile = join(ROOT, `schemas/${name}.schema.json`);
  const schema = JSON.parse(readFileSync(schemaFile, 'utf8'));
  const text = await compile(schema, name, {
    cwd: join(ROOT, 'schemas'),
    bannerComment: `/* Generated from ${relative(ROOT, schemaFile)} by \`npm run types\`; change the schema instead. */`,
    format: false,
    ignoreMinAndMaxItems: true,
    unreachableDefinitions: true,
  });
  return text
    .replaceAll(BACK_REFERENCE, '')
    .replaceAll(/( \* *\n)+ \*\/\n/g, ' */\n')
    .replaceAll('/**\n */\n', '');
}

/** Formats as Biome does, whatever biome.json leaves out. */
function formatted(path: string, text: string): string {
  const biome = join(ROOT, 'node_modules/.bin/biome');
  const result = spawnSync(biome, ['format', `--stdin-file-path=${path}`], {
    cwd: ROOT,
    input: text,
    encoding: 'utf8',
  });
  if (result.status !== 0) throw new Error(`biome could not format ${path}: ${result.stderr}`);
  return result.stdout;
}

async function main(check: boolean): Promise<number> {
  const stale: string[] = [];
  for (const [name, path] of Object.entries(OWNERS)) {
    if (!existsSync(join(ROOT, `schemas/${name}.schema.json`))) continue;
    const text = formatted(path, await typesOf(name));
    const file = join(ROOT, path);
    if (existsSync(file) && readFileSync(file, 'utf8') === text) continue;
    stale.push(path);
    if (check) continue;
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  for (const path of stale) console.log(check ? `not current: ${path} (npm run types)` : `wrote ${path}`);
  return check && stale.length > 0 ? 1 : 0;
}

process.exitCode = await main(process.argv.includes('--check'));
