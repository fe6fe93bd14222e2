import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { realEffects } from '../../src/host/effects.ts';
import { openLedger } from '../../src/ledger/ledger.ts';
import { parseDigest } from '../../src/naming/digest.ts';
import { openSnapshots } from '../../src/snapshots/snapshots.ts';
import type { InTeam } from './machine.ts';
import { inMachine } from './machine.ts';
import { type Ran, ran, type Team } from './team.ts';
import { tinyTeam } from './tiny.ts';

let team: Team;

const LIBRARY = execFileSync('sh', ['-c', 'ls /usr/lib/*/faketime/libfaketime.so.1'], { encoding: 'utf8' }).trim();

/** A role that installs packages, and one that keeps the time in a file, to see that the machine's clock is another. */
const ROLES = {
  'catalog/roles/packed.yaml': 'role: packed\nuses: [packed]\n',
  'catalog/profiles/packed.yaml': `profile: packed
resources:
  - package: cron
  - user: keeper
    system: true
  - service: cron
  - file: /etc/packed
    content: "x\\n"
`,
  'catalog/roles/timed.yaml': 'role: timed\nuses: [timed]\n',
  'catalog/profiles/timed.yaml': `profile: timed
resources:
  - exec: keep the time
    command: [/bin/sh, -c, "date +%s > /etc/time"]
    creates: /etc/time
`,
};

beforeAll(async () => {
  team = await tinyTeam();
  team.write({ ...ROLES, 'rolebake.yaml': `${team.read('rolebake.yaml')}jobs: {machine_life: 3600}\n` });
  await fakingSystem();
}, 240_000);

afterAll(async () => await team?.end(), 60_000);

/** A system in which every program asks /run/faketimerc for the time; until there is one it is the real time. */
async function fakingSystem(): Promise<void> {
  const ledger = openLedger(team.path('ledger'), realEffects);
  const snapshots = await openSnapshots(team.path('state/snapshots'), realEffects);
  const { entry } = await ledger.show('os/debian-12@1');
  const [layer = ''] = snapshots.layers(parseDigest(entry.digest));
  const tree = team.path('faking');
  execFileSync('cp', ['-a', layer, tree]);
  execFileSync('cp', [LIBRARY, `${tree}/usr/lib/libfaketime.so.1`]);
  writeFileSync(`${tree}/etc/ld.so.preload`, '/usr/lib/libfaketime.so.1\n');
  execFileSync('ln', ['-s', '/run/faketimerc', `${tree}/etc/faketimerc`]);
  const { digest } = await snapshots.add({
    layerDir: tree,
    sourceDateEpoch: Number(entry.details['source_date_epoch']),
  });
  const { name, details, who, objects = {} } = entry;
  await ledger.append({ kind: 'tag', stream: 'os', name, digest, parents: [], details, who, objects, job: 'faking' });
}

/** Reproduces a tag in a machine whose clock goes ahead from before the converge on. */
async function reproducedLater(tag: string, ahead: string): Promise<Ran> {
  const child = team.start(['reproduce', tag, '--json']);
  let seen = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    const before = seen.includes('"refresh package lists"');
    seen += text;
    if (before || !seen.includes('"refresh package lists"')) return;
    child.kill('SIGSTOP');
    void setClock(ahead).finally(() => child.kill('SIGCONT'));
  });
  return await ran(child);
}

async function setClock(ahead: string): Promise<void> {
  const [machine] = await team.ask<InTeam[]>('machines');
  if (machine === undefined) throw new Error('no machine bakes');
  await inMachine({ ...machine, state: team.path('state') }, ['sh', '-c', `echo "${ahead}" > /run/faketimerc`]);
}

test('hours later, in a machine of another name and address, the image is the same to the byte', async () => {
  await team.run('bake', 'timed', 'packed');
  const timed = await reproducedLater('role/timed', '+5h');
  expect(timed.code, timed.stderr).toBe(1);
  const { differences } = JSON.parse(timed.stdout) as {
    differences: { path: string; what: { was: string; is: string }[] }[];
  };
  expect(differences.map(({ path }) => path)).toEqual(['/etc/time']);
  const { was, is } = differences[0]?.what[0] ?? { was: '', is: '' };
  expect(Number(is) - Number(was)).toBeGreaterThan(5 * 3600 - 60);
  const packed = await reproducedLater('role/packed', '+5h');
  expect(JSON.parse(packed.stdout)).toMatchObject({ identical: true });
  expect(packed.code).toBe(0);
  expect(team.left()).toEqual([]);
}, 300_000);
