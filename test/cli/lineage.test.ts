import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openLedger } from '../../src/ledger/ledger.ts';
import { ROOT } from '../docs/page.ts';
import { sayings, stockedTeam } from './stocked.ts';
import type { Team } from './team.ts';

let team: Team;
let run: ReturnType<typeof sayings>['run'];
let tried: ReturnType<typeof sayings>['tried'];
let ask: ReturnType<typeof sayings>['ask'];

beforeAll(async () => {
  team = await stockedTeam();
  ({ run, tried, ask } = sayings(team));
  await run('revoke', 'os/debian-12@2', '--why', 'CVE-2026-1234 in openssl');
});

afterAll(async () => await team?.end());

test('a tree: the tag, what it was made from, what is built on it', async () => {
  expect(await run('lineage', 'role/web@3')).toBe(`role/web@3  2026-04-01  built on revoked os/debian-12@2
made from
├─ os/debian-12@2  2026-03-01  revoked (CVE-2026-1234 in openssl)
└─ app/shop@2  2026-04-01
nothing is built on it
`);
  expect(await run('lineage', 'app/shop@1')).toBe(`app/shop@1  2026-01-01
made from no other tag
built on it
├─ role/web@1  2026-02-01  stable
└─ role/web@2  2026-03-01  built on revoked os/debian-12@2, stable
`);
});

test('data has every tag once, and the edges among them', async () => {
  interface Data {
    readonly tags: readonly { readonly tag: string }[];
    readonly edges: readonly (readonly string[])[];
  }
  const { tags, edges } = await ask<Data>('lineage', 'role/web@2');
  expect(tags.map(({ tag }) => tag).sort()).toEqual(['app/shop@1', 'os/debian-12@2', 'role/web@2']);
  expect(edges).toEqual([
    ['os/debian-12@2', 'role/web@2'],
    ['app/shop@1', 'role/web@2'],
  ]);
  expect((await ask<Data>('lineage', 'role/web@2', '--depth', '0')).tags).toHaveLength(1);
});

test('DOT and Mermaid name every tag and every edge', async () => {
  const dot = await run('lineage', 'app/shop@1', '--format', 'dot');
  expect(dot).toContain('"role/web@2" [label="role/web@2\\n2026-03-01, on a revoked tag"');
  expect(dot.match(/ -> /g)).toHaveLength(2);
  const mermaid = await run('lineage', 'app/shop@1', '--format', 'mermaid');
  expect(mermaid).toMatch(/^flowchart LR\n {2}t0\["app\/shop@1<br>2026-01-01"\]\n/);
  expect(mermaid.match(/ --> /g)).toHaveLength(2);
});

/** ROLEBAKE_GOLDEN=update draws it anew. */
test('the picture of the how-to is what is drawn', async () => {
  const said = await run('lineage', 'os/debian-12@2', '--format', 'svg', '--output', 'lineage.svg');
  expect(said).toBe('lineage.svg shows 3 tags\n');
  const drawn = team.read('lineage.svg');
  const golden = `${ROOT}/docs/lineage.svg`;
  if (process.env['ROLEBAKE_GOLDEN'] === 'update') writeFileSync(golden, drawn);
  expect(drawn).toBe(readFileSync(golden, 'utf8'));
  expect(drawn.match(/<text /g)).toHaveLength(6);
});

test('a hundred tags on one, and a diamond: each is told once', async () => {
  const ledger = openLedger(team.path('ledger'), { now: () => new Date() });
  const { tag, entry } = await ledger.show('role/web@1');
  const parents = [{ tag, digest: entry.digest }];
  for (const name of ['left', 'right'])
    await ledger.append({ kind: 'tag', stream: 'role', name, digest: entry.digest, parents, job: name, who: 'x' });
  const both = ['left', 'right'].map((name) => ({ tag: `role/${name}@1`, digest: entry.digest }));
  await ledger.append({
    kind: 'tag',
    stream: 'role',
    name: 'both',
    digest: entry.digest,
    parents: both,
    job: 'b',
    who: 'x',
  });
  const up = await run('lineage', 'role/both@1');
  expect(up.match(/os\/debian-12@1/g)).toHaveLength(1);
  expect(up).toContain('role/web@1  2026-02-01  stable  (see above)');
  for (let job = 0; job < 400; job++)
    await ledger.append({
      kind: 'tag',
      stream: 'role',
      name: 'many',
      digest: entry.digest,
      parents,
      job: `${job}`,
      who: 'x',
    });
  const svg = await tried('lineage', 'role/web@1', '--format', 'svg');
  expect(svg).toMatchObject({ code: 2, stdout: '' });
  expect(svg.stderr).toContain('406 tags are too many');
  expect((await run('lineage', 'role/web@1')).match(/role\/many@/g)).toHaveLength(400);
}, 60_000);

test.each([
  [2, ['lineage', 'role/web@1', '--depth', 'x']],
  [2, ['lineage', 'role/web@1', '--format', 'png']],
  [7, ['lineage', 'role/web@7']],
])('%i: %j', async (code, argv) => {
  expect(await tried(...argv)).toMatchObject({ code, stdout: '' });
});
