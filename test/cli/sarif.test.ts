import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import { rolebake, scratch } from '../catalog/command.ts';
import { parseTxtar } from '../catalog/txtar.ts';
import { SARIF } from './sarif.schema.ts';

const GOLDEN = join(import.meta.dirname, '../catalog/golden');
const read = (name: string) => parseTxtar(readFileSync(join(GOLDEN, name), 'utf8'));
const BASE = read('base.txt');
const fits = new Ajv({ strict: false, allErrors: true }).compile(SARIF);

interface Log {
  readonly runs: readonly [
    {
      readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string }[] } };
      readonly results: readonly {
        readonly ruleId: string;
        readonly ruleIndex: number;
        readonly locations: readonly { readonly physicalLocation: PhysicalLocation }[];
      }[];
    },
  ];
}

interface PhysicalLocation {
  readonly artifactLocation: { readonly uri: string };
  readonly region: { readonly startLine: number; readonly startColumn: number; readonly endColumn: number };
}

test.each(globSync('*.txt', { cwd: GOLDEN }).sort())('%s as SARIF: each problem at its place', async (name) => {
  using folder = scratch(BASE, read(name));
  const { code } = await rolebake(folder.path, 'compile', '--sarif', 'report.sarif');
  const told = await rolebake(folder.path, 'compile', '--json');
  const log = JSON.parse(readFileSync(join(folder.path, 'report.sarif'), 'utf8')) as Log;
  fits(log);
  expect(fits.errors).toBeNull();
  const { problems = [] } = JSON.parse(told.stdout) as { problems?: readonly Told[] };
  const { results, tool } = log.runs[0];
  expect(results.map(({ ruleId, locations: [where] }) => [ruleId, ...flat(where?.physicalLocation)])).toEqual(
    problems.map(({ code: rule, place }) => [rule, place.file, place.line, place.column]),
  );
  for (const { ruleId, ruleIndex } of results) expect(tool.driver.rules[ruleIndex]?.id).toBe(ruleId);
  expect(results.length > 0).toBe(code === 3);
});

interface Told {
  readonly code: string;
  readonly place: { readonly file: string; readonly line: number; readonly column: number };
}

const flat = (where?: PhysicalLocation) => [
  decodeURIComponent(where?.artifactLocation.uri ?? ''),
  where?.region.startLine,
  where?.region.startColumn,
];

test('paths begin at the root of the git repository, escaped', async () => {
  const below = [...BASE].map(([path, bytes]): [string, Buffer | undefined] => [`team é/${path}`, bytes]);
  const wrong = Buffer.from('role: web\nuses: [srvice]\n');
  using folder = scratch(new Map([...below, ['.git/HEAD', Buffer.alloc(0)], ['team é/catalog/roles/web.yaml', wrong]]));
  await rolebake(join(folder.path, 'team é'), 'compile', '--sarif', '../report.sarif');
  const log = JSON.parse(readFileSync(join(folder.path, 'report.sarif'), 'utf8')) as Log;
  expect(log.runs[0].results[0]?.locations[0]?.physicalLocation).toMatchObject({
    artifactLocation: { uri: 'team%20%C3%A9/catalog/roles/web.yaml' },
    region: { startLine: 2, startColumn: 8, endColumn: 14 },
  });
});
