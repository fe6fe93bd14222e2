import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { quoteArgv } from '../../src/ssh/quote.ts';
import { Screen } from '../fixtures/screen.ts';
import { processes } from '../machines/inventory.ts';
import { inMachine, launched } from './machine.ts';
import { MAIN, ran, type Team } from './team.ts';
import { note, tinyTeam } from './tiny.ts';

let team: Team;

beforeAll(async () => {
  team = await tinyTeam();
  team.write({
    'catalog/roles/broken.yaml': 'role: broken\nuses: [absent]\n',
    'catalog/profiles/absent.yaml': 'profile: absent\nresources:\n  - package: no-such-package\n',
    'catalog/roles/lost.yaml': 'role: lost\nuses: [nowhere]\n',
    'catalog/profiles/nowhere.yaml':
      'profile: nowhere\nresources:\n  - file: /no/such/folder/file\n    content: text\n',
  });
}, 120_000);

afterAll(async () => await team?.end(), 60_000);

const tagsOf = (role: string) => team.run('tags', `role/${role}`);

test('of two bakes one fails: the other gets its tag, and the failure names resource, place and log', async () => {
  const { code, stderr } = await team.try('bake', 'tiny', 'broken');
  expect(code).toBe(5);
  expect(stderr).toMatch(
    /^error\[converge-failed\]: role broken: Package\[no-such-package\] \(puppet\/\S+\/absent\.pp:\d+\): /m,
  );
  expect(stderr).toContain('Unable to locate package no-such-package');
  expect(stderr).toContain(' --> catalog/profiles/absent.yaml:3:5\n');
  expect(stderr).toContain('3 |   - package: no-such-package\n');
  const [, log = ''] = /hint: all that the machine said: less (\S+)$/m.exec(stderr) ?? [];
  expect(team.read(log)).toContain('Unable to locate package no-such-package');
  expect(await tagsOf('tiny')).toMatch(/^role\/tiny@1 /);
  expect(await tagsOf('broken')).toBe('no tags of role/broken\n');
  expect(team.left()).toEqual([]);
}, 60_000);

/** What a screen shows of a command that runs on it. */
async function onTerminal(
  columns: number,
  rows: number,
  ...argv: string[]
): Promise<{ code: number; lines: string[] }> {
  const size = `stty cols ${columns} rows ${rows}; exec "$0" "$@"`;
  const env = ['env', '-u', 'CI', '-u', 'NO_COLOR', 'TERM=xterm', 'LC_ALL=C.UTF-8'];
  const command = [...env, 'sh', '-c', size, process.execPath, MAIN, ...argv];
  const { code, stdout } = await ran(
    spawn('script', ['-qec', quoteArgv(command), '/dev/null'], { cwd: team.folder, stdio: ['ignore', 'pipe', 'pipe'] }),
  );
  const screen = new Screen(columns, rows);
  screen.write(stdout);
  expect(stdout).toContain('\u001b[31m');
  expect(stdout).toMatch(/✖.* broken .*converge \(puppet\): converge-failed after/);
  return { code, lines: await screen.lines() };
}

test('of two bakes on a terminal one fails: what was written over is gone, and the answer stays', async () => {
  team.write(note('on a terminal'));
  const { code, lines } = await onTerminal(100, 60, 'bake', 'tiny', 'broken');
  expect(code).toBe(5);
  expect(lines[0]).toMatch(/^ {2}converger +prepare/);
  expect(lines[1]).toMatch(/^tiny +bake {2}role\/tiny@\d+ in /);
  expect(lines[2]).toMatch(/^error\[converge-failed\]: role broken: /);
}, 60_000);

test('of two bakes one fails, with --json: the problems, what was done all the same, and the exit code', async () => {
  const { code, stdout } = await team.try('bake', 'tiny', 'broken', '--json');
  expect(code).toBe(5);
  expect(JSON.parse(stdout)).toMatchObject({
    problems: [{ code: 'converge-failed' }],
    done: [{ role: 'tiny', action: 'keep', tag: 'role/tiny@2' }],
  });
}, 60_000);

test.each([
  ['puppet', /lost: File\[\/no\/such\/folder\/file\] \(puppet\/\S+\/nowhere\.pp:\d+\): /],
  ['chef', /lost: cookbook_file\[\/no\/such\/folder\/file\] \(chef\/\S+\/nowhere\.rb:\d+\): /],
])(
  'a role that %s cannot converge ends with 5, no tag and nothing left',
  async (target, words) => {
    const { code, stdout } = await team.try('bake', 'lost', '--target', target, '--json');
    expect(code).toBe(5);
    const { problems } = JSON.parse(stdout) as { problems: { code: string; message: string }[] };
    const place = { file: 'catalog/profiles/nowhere.yaml', line: 3, column: 5 };
    expect(problems).toMatchObject([{ code: 'converge-failed', message: expect.stringMatching(words), place }]);
    expect(await tagsOf('lost')).toBe('no tags of role/lost\n');
    expect(team.left()).toEqual([]);
  },
  60_000,
);

/** Values that break out of careless quoting. */
const HOSTILE = {
  QUOTES: `it's "quoted" \\ \`back\` $(reboot) \${HOME} $HOME %n %% %i; <b>&amp;`,
  LINES: 'first\nsecond\n\n',
  LETTERS: 'naïve 日本 🛒 \u202e\ufeff ÁÂÄ \u0081\u0088',
  BLANKS: '  \t ',
  EMPTY: '',
  BIG: 'x'.repeat(100 * 1024),
};

test('hostile values of flags reach programs byte for byte, in each way that there is', async () => {
  await team.run('bake', 'tiny');
  const flags = Object.entries(HOSTILE).map(([name, value]): [string, string] => {
    writeFileSync(team.path(name), `${value}\n`);
    return [name, name === 'QUOTES' || name === 'EMPTY' ? value : `@${name}`];
  });
  const hidden = `h${randomBytes(12).toString('hex')}`;
  writeFileSync(team.path('HIDDEN'), hidden);
  await using machine = await launched(team, 'role/tiny', { ...Object.fromEntries(flags), HIDDEN: '@HIDDEN' });
  for (const [name, value] of Object.entries(HOSTILE))
    expect(await inMachine(machine, ['cat', `/run/credentials/note.service/${name}`]), name).toBe(value);
  const seen = async (unit: string, file: string): Promise<string[]> => {
    const pid = await inMachine(machine, ['systemctl', 'show', '--value', '-P', 'MainPID', unit]);
    return (await inMachine(machine, ['cat', `/proc/${pid.trim()}/${file}`])).split('\0').slice(0, -1);
  };
  const environment = await seen('take-environment', 'environ');
  expect(environment).toEqual(expect.arrayContaining(Object.entries(HOSTILE).map((pair) => pair.join('='))));
  expect(environment).toContain(`HIDDEN=${hidden}`);
  expect(processes().filter((line) => line.includes(hidden))).toEqual([]);
  expect(spawnSync('grep', ['-rlFsa', '--devices=skip', '-e', hidden, team.path('state')]).stdout.toString()).toBe('');
  expect(environment.filter((one) => /^(LACKS|_flag)=/.test(one))).toEqual([]);
  const words = Object.entries(HOSTILE).flatMap(([name, value]) =>
    name === 'LINES' ? [`--lines=${value}`] : [`--${name.toLowerCase()}`, value],
  );
  expect(await seen('take-arguments', 'cmdline')).toEqual([
    '/bin/sh',
    '/usr/local/bin/take',
    'first',
    '"se',
    'cond"',
    ...words,
  ]);
  for (const [name, value] of Object.entries(HOSTILE))
    expect(await inMachine(machine, ['cat', `/run/taken/${name}`]), name).toBe(value);
  expect(await inMachine(machine, ['stat', '-c', '%U:%G %a', '/run/taken/BIG'])).toBe('taker:taker 400\n');
  expect(await inMachine(machine, ['stat', '-f', '-c', '%T', '/run/taken/BIG'])).toBe('tmpfs\n');
  await inMachine(machine, ['systemctl', 'stop', 'take-files']);
  expect(await inMachine(machine, ['ls', '/run/taken'])).toBe('');
}, 60_000);

test('two who bake one role at once get one tag', async () => {
  team.write(note('at once'));
  const both = await Promise.all([team.try('bake', 'tiny'), team.try('bake', 'tiny')]);
  expect(both.map(({ code }) => code)).toEqual([0, 0]);
  const said = both.map(({ stdout }) => /(bake|keep) +role\/tiny@\d+/.exec(stdout)?.[0].replace(/ +/, ' '));
  expect(said.sort()).toEqual(['bake role/tiny@3', 'keep role/tiny@3']);
  expect(team.left()).toEqual([]);
}, 60_000);

test('a state folder that nobody can write to is said as such', async () => {
  await withState('closed', ['mount', '-t', 'tmpfs', '-o', 'ro', 'tmpfs'], async () => {
    for (const argv of [['bake', 'tiny'], ['machines'], ['app', 'tag', 'x', 'catalog', '--new']]) {
      const { code, stderr } = await team.try(...argv);
      expect(stderr, argv[0]).toMatch(/^error\[unusable-path\]: /);
      expect(code, argv[0]).toBe(4);
    }
  });
}, 60_000);

test('a state folder of any name holds a bake and a launch; one that cannot be is refused', async () => {
  const settings = team.read('rolebake.yaml');
  const named = (name: string) => team.write({ 'rolebake.yaml': settings.replace(/^state: .*/m, `state: ${name}`) });
  try {
    named(JSON.stringify(`a\\b\n 'c' "d" %i ü:🛒`));
    await team.run('os', 'update');
    expect(await team.run('bake', 'tiny')).toMatch(/ role\/tiny@\d+ in /);
    const { id } = await team.ask<{ id: string }>('launch', 'role/tiny', '--flag', 'HIDDEN=x');
    expect(await team.run('machines')).toContain(id);
    await team.run('terminate', '--all');
    expect(team.left()).toEqual([]);
    named('"a\\0b"');
    const { code, stderr } = await team.try('heads');
    expect({ code, stderr }).toMatchObject({ code: 3, stderr: expect.stringMatching(/rolebake.yaml:\d+:\d+/) });
  } finally {
    team.write({ 'rolebake.yaml': settings });
  }
}, 60_000);

test('while a machine runs, another network is refused, and the machine is not touched', async () => {
  await team.run('bake', 'tiny');
  await using machine = await launched(team, 'role/tiny', { HIDDEN: 'x' });
  const settings = team.read('rolebake.yaml');
  team.write({ 'rolebake.yaml': settings.replace(/^network: .*/m, 'network: 10.97.0.0/24') });
  for (const argv of [['machines'], ['bake', 'tiny'], ['launch', 'role/tiny'], ['terminate', '--all']]) {
    const { code, stderr } = await team.try(...argv);
    expect(stderr, argv[0]).toMatch(/^error\[network-changed\]: /);
    expect(stderr, argv[0]).toContain(machine.id);
    expect(stderr, argv[0]).toContain(`set network: ${team.network} again`);
    expect(code, argv[0]).toBe(4);
  }
  expect(await team.run('heads')).toContain('role/tiny@');
  team.write({ 'rolebake.yaml': settings });
  expect(await inMachine(machine, ['cat', '/etc/note'])).not.toBe('');
}, 60_000);

test('the ledger is read where the state folder is read-only, and where there is none', async () => {
  const readAll = async () => {
    for (const argv of [['heads'], ['tags'], ['show', 'os/debian-12'], ['ledger', 'verify']]) {
      const { code, stdout, stderr } = await team.try(...argv);
      expect({ code, stderr }, argv.join(' ')).toEqual({ code: 0, stderr: '' });
      expect(stdout).toMatch(/os\/debian-12@1|^whole: /);
    }
  };
  await withState('only-read', ['mount', '--bind', '--options', 'ro', team.path('state')], readAll);
  const settings = team.read('rolebake.yaml');
  team.write({ 'rolebake.yaml': settings.replace('state: state', 'state: no-such') });
  await readAll();
  team.write({ 'rolebake.yaml': settings });
}, 60_000);

/** Runs with another state folder, on a file system of its own. */
async function withState(
  name: string,
  mount: readonly string[],
  act: (folder: string) => Promise<void>,
): Promise<void> {
  const [settings, folder] = [team.read('rolebake.yaml'), team.path(name)];
  mkdirSync(folder);
  execFileSync(mount[0] ?? '', [...mount.slice(1), folder]);
  try {
    team.write({ 'rolebake.yaml': settings.replace('state: state', `state: ${name}`) });
    await act(folder);
  } finally {
    team.write({ 'rolebake.yaml': settings });
    execFileSync('umount', ['--lazy', folder]);
  }
}
