import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openLedger } from '../../src/ledger/ledger.ts';
import { digestOf } from '../../src/naming/digest.ts';
import { sayings, stockedTeam } from './stocked.ts';
import type { Team } from './team.ts';

let team: Team;
let run: ReturnType<typeof sayings>['run'];
let tried: ReturnType<typeof sayings>['tried'];
let ask: ReturnType<typeof sayings>['ask'];

beforeAll(async () => {
  team = await stockedTeam();
  ({ run, tried, ask } = sayings(team));
});

afterAll(async () => await team?.end());

const git = (...argv: string[]) =>
  execFileSync('git', ['-c', 'user.name=ann', '-c', 'user.email=ann@example.org', ...argv], { cwd: team.folder })
    .toString()
    .trim();

test('two images: parents, key, flags, ports, packages, facts; what is alike is left out', async () => {
  expect(await run('diff', 'role/web@1', 'role/web@3')).toBe(`role/web@1 (2026-02-01) -> role/web@3 (2026-04-01)

from
  ~  app/shop      @1 -> @2
  ~  os/debian-12  @1 -> @2

bake
  ~  role web  ${digestOf('role 80').slice(0, 19)} -> ${digestOf('role 8080').slice(0, 19)}

flags
  ~  BANNER  default "number 1" -> "number 3"

serves
  ~  http  port 80 -> 8080

packages
  ~  openssl  3.0.14-1 -> 3.0.15-1
  +  zlib1g   1:1.2.13

facts
  -  stable

not compared
  catalog: the commit that role/web@1 was baked at is not known
  generated code: neither the journal of this host nor the config repo has that of both
  files: the snapshot of role/web@1 is not here
`);
});

test('two systems, two releases, a tag with itself, two streams', async () => {
  const os = await ask<{ packages: object[]; unknown: string[] }>('diff', 'os/debian-12@1', 'os/debian-12@2');
  expect(os.packages).toEqual([
    { name: 'openssl', before: '3.0.14-1', now: '3.0.15-1' },
    { name: 'zlib1g', now: '1:1.2.13' },
  ]);
  expect(await run('diff', 'app/shop@1', 'app/shop@2')).toContain('\nbake\n  ~  version  1.0 -> 2.0\n');
  expect(await run('diff', 'app/shop@1', 'app/shop@1')).toBe(
    'app/shop@1 (2026-01-01) -> app/shop@1 (2026-01-01): the same snapshot\n',
  );
  expect((await tried('diff', 'app/shop@1', 'role/web@1')).code).toBe(2);
  expect((await tried('diff', 'app/shop@1', 'app/shop@9')).code).toBe(7);
});

test('what providers call two images, a line for each region; `show` has the same', async () => {
  const ledger = openLedger(team.path('ledger'), { now: () => new Date('2026-05-01T12:00:00Z') });
  const add = async (number: number, references: Record<string, Record<string, string>>) =>
    await ledger.append({
      ...{ kind: 'tag', stream: 'data', name: 'orders', digest: digestOf(`orders ${number}`), parents: [], references },
      ...{ job: `orders-${number}`, who: 'ci@build' },
    });
  await add(1, { ec2: { 'eu-central-1': 'ami-0abc', 'us-east-1': 'ami-0def' } });
  await add(2, { ec2: { 'eu-central-1': 'ami-1abc', 'eu-west-1': 'ami-1def' }, gce: { global: 'orders-2' } });
  expect(await run('show', 'data/orders@2')).toMatch(
    /^ec2 +ami-1abc in eu-central-1\nec2 +ami-1def in eu-west-1\ngce +orders-2 in global$/m,
  );
  expect(await run('diff', 'data/orders@1', 'data/orders@2')).toContain(`
references
  ~  ec2 eu-central-1  ami-0abc -> ami-1abc
  +  ec2 eu-west-1     ami-1def
  -  ec2 us-east-1     ami-0def
  +  gce global        orders-2
`);
  const { references } = await ask<{ references: object[] }>('diff', 'data/orders@2', 'data/orders@1');
  expect(references).toContainEqual({ name: 'ec2 us-east-1', now: 'ami-0def' });
});

test('lines of the catalog, by the commits that both were baked at; and of the code, by the git tags of the config repo', async () => {
  git('init', '--quiet', '-b', 'main');
  const commitOf = (what: string) => {
    git('add', 'catalog', 'puppet');
    git('commit', '--quiet', '-m', what);
    return git('rev-parse', 'HEAD');
  };
  team.write({ 'puppet/web.pp': 'class web { }\n', '.gitattributes': '*.yaml diff=trap\n' });
  git('config', 'diff.trap.textconv', `touch ${team.path('ran')}; cat`);
  const first = commitOf('first');
  team.write({
    'catalog/roles/web.yaml': team.read('catalog/roles/web.yaml').replace('Serves', 'Serves\u202e all'),
    'puppet/web.pp': 'class web { include nginx }\n',
  });
  const second = commitOf('second');
  const ledger = openLedger(team.path('ledger'), { now: () => new Date() });
  const { entry } = await ledger.show('role/web@3');
  for (const [number, commit] of [first, second].entries()) {
    const { bake, parents, details, digest } = entry;
    const source = { commit, dirty: false };
    const made = await ledger.append({
      ...{
        kind: 'tag',
        stream: 'role',
        name: 'web',
        digest,
        parents,
        details,
        source,
        job: `again-${number}`,
        who: 'x',
      },
      ...(bake ? { bake } : {}),
    });
    git('--git-dir', team.path('.git'), 'tag', `role/web/${made.number}`, commit);
  }
  execFileSync('git', ['clone', '--quiet', '--bare', team.folder, team.path('config.git')]);
  const text = await run('diff', 'role/web@4', 'role/web@5');
  expect(text).toContain('\ncatalog\n');
  expect(text).toContain('  -summary: Serves\n  +summary: Serves<U+202E> all\n');
  expect(text).toContain('\ngenerated code\n');
  expect(text).toContain('  -class web { }\n  +class web { include nginx }\n');
  expect(() => team.read('ran')).toThrow('ENOENT');
  expect(await run('diff', 'role/web@3', 'role/web@4')).toContain(
    'the commit that role/web@3 was baked at is not known',
  );
});
