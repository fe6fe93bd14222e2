import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Team } from './team.ts';
import { tinyTeam } from './tiny.ts';

let team: Team;

/** Says on the console that it runs, and the flag that it was given. */
const SPEAKER = `profile: speaker
resources:
  - file: /usr/local/bin/speak
    mode: "0755"
    content: |
      #!/bin/sh
      echo "the zone is $(cat "$CREDENTIALS_DIRECTORY/ZONE")." > /dev/console
      exec sleep infinity
  - unit: speaker
    exec: /usr/local/bin/speak
    user: root
`;

beforeAll(async () => {
  team = await tinyTeam();
  team.write({
    'catalog/profiles/speaker.yaml': SPEAKER,
    'catalog/roles/speaker.yaml': 'role: speaker\nuses: [speaker]\nflags: {ZONE: {type: string, default: none}}\n',
  });
  await team.run('bake', 'speaker');
}, 120_000);

afterAll(async () => await team?.end(), 60_000);

const run = (...[program, ...argv]: [string, ...string[]]): string =>
  execFileSync(program, argv, { cwd: team.folder, encoding: 'utf8', maxBuffer: 2 ** 26 });

const digestOf = (path: string): string =>
  createHash('sha256')
    .update(readFileSync(team.path(path)))
    .digest('hex');

test('a tag as a root tar: the whole tree, the same bytes each time, to a file or a pipe', async () => {
  for (const file of ['one.tar', 'two.tar']) await team.run('export', 'role/speaker', '--output', file);
  expect(digestOf('one.tar')).toBe(digestOf('two.tar'));
  const names = run('tar', '--list', '--file', 'one.tar').split('\n');
  expect(names).toEqual(expect.arrayContaining(['./usr/local/bin/speak', './usr/bin/bash']));
  expect(names.filter((name) => name.includes('rolebake'))).toEqual([]);
  const { stdout } = await team.try('export', 'role/speaker', '--output', '-');
  expect(stdout.length).toBeGreaterThan(1e6);
}, 120_000);

test('a tag as an OCI image that skopeo takes: layers as they lie on each other, and what it is', async () => {
  for (const file of ['one.oci.tar', 'two.oci.tar'])
    await team.run('export', 'role/speaker', '--format', 'oci', '--output', file);
  expect(digestOf('one.oci.tar')).toBe(digestOf('two.oci.tar'));
  const told = JSON.parse(run('skopeo', 'inspect', 'oci-archive:one.oci.tar')) as { Layers: string[]; Labels: object };
  expect(told.Layers).toHaveLength(2);
  expect(JSON.stringify(told.Labels)).toContain('role/speaker@1');
  // Every digest is checked while it copies.
  run('skopeo', 'copy', '--quiet', 'oci-archive:one.oci.tar', 'dir:copied');
  const [system = '', role = ''] = told.Layers.map((digest) => digest.replace('sha256:', 'copied/'));
  const holds = (layer: string, path: string) =>
    run('tar', '--list', '--file', layer)
      .split('\n')
      .some((name) => name.endsWith(path));
  expect([holds(system, 'usr/bin/bash'), holds(system, 'usr/local/bin/speak')]).toEqual([true, false]);
  expect([holds(role, 'usr/bin/bash'), holds(role, 'usr/local/bin/speak')]).toEqual([false, true]);
}, 120_000);

test('a tag as a disk that boots in a virtual machine, where its unit reads the flag that the host gives', async () => {
  await team.run('export', 'role/speaker', '--format', 'disk', '--output', 'disk.img', '--free', '64');
  const said = await boot('disk.img', 'eu-1', 'the zone is eu-1.');
  expect(said).toContain('the zone is eu-1.');
}, 300_000);

/** Boots a disk without any acceleration, until its serial line says this or the time is up; gives all it said. */
async function boot(disk: string, zone: string, until: string): Promise<string> {
  const serial = team.path('serial.log');
  const argv = [
    ...['-machine', 'accel=tcg', '-m', '512', '-display', 'none', '-monitor', 'none', '-no-reboot'],
    ...['-drive', `file=${team.path(disk)},format=raw,if=virtio`, '-serial', `file:${serial}`, '-nic', 'none'],
    ...['-fw_cfg', `name=opt/io.systemd.credentials/ZONE,string=${zone}`],
  ];
  const machine = spawn('qemu-system-x86_64', argv, { stdio: 'ignore' });
  const said = () => (existsSync(serial) ? readFileSync(serial, 'utf8') : '');
  try {
    for (let tries = 0; tries < 480 && !said().includes(until); tries++) await sleep(500);
    return said();
  } finally {
    machine.kill('SIGKILL');
  }
}
