import { readdirSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { FORMAT_DIGEST, FORMAT_PART } from '../../src/bake/bake-key.ts';
import { openLedger } from '../../src/ledger/ledger.ts';
import { digestOf } from '../../src/naming/digest.ts';
import { Team } from '../cli/team.ts';

let team: Team;

interface Updated {
  readonly tag: string;
  readonly isNew: boolean;
  readonly changes: readonly { name: string; before?: string; now?: string; advisories?: readonly string[] }[];
  readonly closes: Readonly<Record<string, readonly string[]>>;
  readonly entry: { readonly objects: { readonly changes: string } };
}

/** A ledger whose operating system is of years ago, with a role on it. */
beforeAll(async () => {
  team = await Team.of({
    'catalog/catalog.yaml': 'catalog: old\nos: debian-12\n',
    'catalog/roles/web.yaml': 'role: web\nuses: [front]\n',
    'catalog/profiles/front.yaml': 'profile: front\nresources:\n  - package: nginx\n',
  });
  const ledger = openLedger(team.path('ledger'), { now: () => new Date() });
  const packages = await ledger.putObject(
    ['libc6 2.36-9+deb12u7 amd64', 'libssl3 3.0.11-1~deb12u2 amd64', 'telnetd 0.17 amd64'].join('\n'),
  );
  const digest = digestOf('old');
  const common = { kind: 'tag', job: 'x', who: 'ann@desk' } as const;
  await ledger.append({ ...common, stream: 'os', name: 'debian-12', digest, parents: [], objects: { packages } });
  const bake = {
    key: digestOf('k'),
    parts: { [FORMAT_PART]: FORMAT_DIGEST, 'os/debian-12': digest },
    converger: digestOf('c'),
    target: 'puppet' as const,
  };
  const parents = [{ tag: 'os/debian-12@1', digest }];
  const more = { rolebake: '0.1.0', seconds: 1, resources: 1 };
  await ledger.append({ ...common, stream: 'role', name: 'web', digest, parents, bake: { ...bake, ...more } });
}, 60_000);

afterAll(async () => await team?.end());

/** Removes what no tag needs, again and again, until something is done; what that makes is there then. */
async function whilePruning(work: Promise<unknown>): Promise<void> {
  let isDone = false;
  const done = work.finally(() => {
    isDone = true;
  });
  while (!isDone) await team.run('store', 'prune', '--older-than', '0');
  await done;
  for (const folder of ['snapshots/sha256', 'packages/archives'])
    expect(readdirSync(team.path(`state/${folder}`)).filter((name) => name !== 'lock')).toHaveLength(1);
}

test('os update says what has changed since the tag before, and what that closes; plan shows who follows', async () => {
  const updating = team.ask<Updated>('os', 'update');
  await whilePruning(updating);
  const { tag, isNew, changes, closes, entry } = await updating;
  expect([tag, isNew]).toEqual(['os/debian-12@2', true]);
  const libc = changes.find(({ name }) => name === 'libc6');
  expect(libc?.before).toBe('2.36-9+deb12u7');
  expect(libc?.advisories).toContain('CVE-2026-0861');
  expect(closes['CVE-2026-0861']).toEqual(['libc6']);
  expect(changes.find(({ name }) => name === 'libssl3')?.advisories?.length).toBeGreaterThan(0);
  expect(changes.find(({ name }) => name === 'telnetd')).toEqual({ name: 'telnetd', before: '0.17' });
  expect(changes.find(({ name }) => name === 'systemd')).toMatchObject({ name: 'systemd', now: expect.any(String) });
  const ledger = openLedger(team.path('ledger'), { now: () => new Date() });
  expect(JSON.parse((await ledger.object(entry.objects.changes)).toString('utf8'))).toEqual(changes);
  expect(await team.run('plan')).toMatch(/web +bake .*os\/debian-12/);
  expect(await team.run('os', 'update')).toMatch(/^os\/debian-12@2 is still the newest: \d+ packages\n$/);
}, 300_000);
