import { afterAll, beforeAll, expect, test } from 'vitest';
import { realEffects } from '../../src/host/effects.ts';
import { openLedger } from '../../src/ledger/ledger.ts';
import { type ReleaseLock, releaseFact } from '../../src/release/lock.ts';
import { sayings, stockedTeam } from '../cli/stocked.ts';
import type { Team } from '../cli/team.ts';

let team: Team;

beforeAll(async () => {
  team = await stockedTeam();
  const ledger = openLedger(team.path('ledger'), realEffects);
  for (const [number, count] of [
    [1, 2],
    [3, 2],
    [3, 4],
  ] as const) {
    const { tag, entry } = await ledger.show(`role/web@${number}`);
    const member = { role: 'web', tag, digest: entry.digest, count, after: [], balancers: [], connections: [] };
    const lock: ReleaseLock = { release: 'shop', summary: 'The shop', zone: 'shop.example', members: [member] };
    await ledger.append(releaseFact(lock, { job: `cut-${number}-${count}`, who: 'ada@build' }));
  }
}, 60_000);

afterAll(async () => await team?.end());

test('two releases differ down to the parents, flags, ports and packages of their images', async () => {
  expect(await sayings(team).run('release', 'diff', 'shop@1', 'shop@2')).toBe(`web  changed  role/web@1 -> role/web@3
    from
      ~  app/shop      @1 -> @2
      ~  os/debian-12  @1 -> @2
    flags
      ~  BANNER  default "number 1" -> "number 3"
    serves
      ~  http  port 80 -> 8080
    packages
      ~  openssl  3.0.14-1 -> 3.0.15-1
      +  zlib1g   1:1.2.13
`);
  const { changes } = await sayings(team).ask<{ changes: { images: { packages: unknown[] } }[] }>(
    ...['release', 'diff', 'shop@1', 'shop'],
  );
  expect(changes[0]?.images.packages).toEqual([
    { name: 'openssl', before: '3.0.14-1', now: '3.0.15-1' },
    { name: 'zlib1g', now: '1:1.2.13' },
  ]);
});

test('where only a number of machines differs, nothing is said of images', async () => {
  expect(await sayings(team).run('release', 'diff', 'shop@2', 'shop@3')).toBe('web  changed  count\n');
  expect(await sayings(team).run('release', 'diff', 'shop@3', 'shop')).toBe(
    'release/shop@3 and release/shop@3 hold the same\n',
  );
});
