import { afterAll, beforeAll, expect, test } from 'vitest';
import { generateKeyPair } from '../../src/ssh/keys.ts';
import { inMachine, launched } from './machine.ts';
import type { Team } from './team.ts';
import { tinyTeam } from './tiny.ts';

let team: Team;

beforeAll(async () => {
  team = await tinyTeam();
}, 120_000);

afterAll(async () => await team?.end(), 60_000);

/** A role of its own with this profile, as YAML after its name. */
const role = (name: string, profile: string, more = ''): void =>
  team.write({
    [`catalog/roles/${name}.yaml`]: `role: ${name}\nuses: [${name}]\n${more}`,
    [`catalog/profiles/${name}.yaml`]: `profile: ${name}\n${profile}`,
  });

const noTag = async (name: string) => expect(await team.run('tags', `role/${name}`)).toBe(`no tags of role/${name}\n`);

test.each([
  ['puppet', /Exec\[touch a file\] changes again when puppet runs a second time/],
  ['chef', /execute\[touch a file\] changes again when chef runs a second time/],
])(
  'a role that %s changes again at the second run gets no tag, and is shown at its line',
  async (target, words) => {
    role(
      'restless',
      'resources:\n  - exec: touch a file\n    command: /usr/bin/touch /run/again\n    unless: /usr/bin/false\n',
    );
    const { code, stdout } = await team.try('bake', 'restless', '--target', target, '--json');
    expect(code).toBe(5);
    const place = { file: 'catalog/profiles/restless.yaml', line: 3, column: 5 };
    expect(JSON.parse(stdout).problems).toMatchObject([
      { code: 'not-idempotent', message: expect.stringMatching(words), place },
    ]);
    await noTag('restless');
    expect(team.left()).toEqual([]);
  },
  60_000,
);

test('a check that does not hold while baking ends the bake before there is an image', async () => {
  role(
    'unready',
    'resources:\n  - directory: /srv/x\nchecks:\n  - file: /etc/none\n  - command: [test, -e, /etc/hostname]\n',
  );
  const { code, stderr } = await team.try('bake', 'unready');
  expect(code).toBe(5);
  expect(stderr).toMatch(/^error\[check-failed\]: role unready, while baking, .*: file \/etc\/none there is none/m);
  expect(stderr).toContain(' --> catalog/profiles/unready.yaml:5:5\n');
  expect(stderr).not.toContain('/etc/hostname');
  await noTag('unready');
  expect(team.left()).toEqual([]);
}, 60_000);

const CREDENTIAL = '/run/credentials/@system/ZONE';

/** A unit that a bake enables only, and that fails as soon as it is started. */
const ASLEEP = `resources:
  - unit: asleep
    exec: /usr/bin/test -e /nowhere
    user: root
`;

test('an image whose unit does not run gets no tag; its machine can be kept, looked at and ended', async () => {
  role('asleep', ASLEEP, 'flags: {ZONE: {type: string, pattern: "eu-[0-9]", secret: true}}\n');
  const { code, stderr } = await team.try('bake', 'asleep', '--keep-on-failure');
  expect(stderr).toMatch(
    /^error\[check-failed\]: role asleep, in the launched image, .*: unit asleep must be active, but is/m,
  );
  expect(code).toBe(5);
  await noTag('asleep');
  const [machine = ''] = /try-[0-9a-f]{10}/.exec(stderr) ?? [];
  expect(stderr).toContain(`its image has no tag and is kept aside. look: rolebake launch ${machine.slice(4)}; `);
  expect(await team.run('machines')).toMatch(new RegExp(`^${machine} +running .* kept: failed bake of asleep`));
  const { code: three, stdout } = await team.try('ssh', machine, '--', 'sh', '-c', 'cat "$0"; exit 3', CREDENTIAL);
  expect({ three, stdout }).toEqual({ three: 3, stdout: 'eu-1' });
  expect(await team.ask('ssh', machine, '--json', '--', 'true')).toMatchObject({ machine, code: 0, stdout: '' });
  const timer = ['systemctl', 'is-active', 'rolebake-life.timer'];
  expect((await team.try('ssh', machine, '--', ...timer)).stdout).toBe('inactive\n');
  const log = /less (\S+)/.exec(stderr)?.[1] ?? '';
  expect(team.read(log)).toContain('asleep.service');
  const { code: there } = await team.try('ssh', machine.slice('try-'.length), '--', 'test', '-e', '/run/rolebake');
  expect(there).toBe(1);
  await team.run('terminate', machine);
  expect(team.left()).toEqual([]);
}, 90_000);

test('an image that failed is kept aside: it can be launched by its job, with flags of one’s own, until it is removed', async () => {
  const [job = { id: '' }] = (await team.ask<{ id: string }[]>('jobs', '--role', 'asleep')).slice(-1);
  expect((await team.ask<{ image: string }>('jobs', 'show', job.id)).image).toMatch(/^sha256:/);
  {
    await using machine = await launched(team, job.id, { ZONE: 'eu-2' });
    expect(machine.tag).toBe(`job ${job.id}`);
    expect(await inMachine(machine, ['cat', CREDENTIAL])).toBe('eu-2');
    const failing = 'until systemctl show --property=Result asleep | grep exit-code; do sleep 0.1; done';
    expect(await inMachine(machine, ['sh', '-c', failing])).toBe('Result=exit-code\n');
  }
  await team.run('store', 'prune', '--older-than', '0');
  const { code, stderr } = await team.try('launch', job.id, '--flag', 'ZONE=eu-2');
  expect(stderr).toMatch(/^error\[snapshot-missing\]: the snapshot of job \w+ is not here/m);
  expect(code).toBe(6);
  expect(team.left()).toEqual([]);
}, 60_000);

test('an image with a private key in it gets no tag', async () => {
  const key = generateKeyPair('role').privateKey.trimEnd().split('\n');
  role(
    'keyed',
    `resources:\n  - file: /etc/shop.pem\n    content: |\n${key.map((line) => `      ${line}\n`).join('')}`,
  );
  const { code, stderr } = await team.try('bake', 'keyed');
  expect(stderr).toMatch(/^error\[leftover-found\]: \/etc\/shop\.pem holds a private key: an image holds none/m);
  expect(code).toBe(6);
  await noTag('keyed');
  expect(team.left()).toEqual([]);
}, 60_000);

test('an example serves where no value can be made up for a flag', async () => {
  const flag = '{CODE: {type: string, pattern: "a|bcd", minLength: 3, example: bcd}}';
  role('picky', 'resources:\n  - directory: /srv/x\n', `flags: ${flag}\n`);
  expect(await team.run('bake', 'picky')).toMatch(/role\/picky@1 in /);
}, 60_000);
