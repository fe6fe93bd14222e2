import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { VERBS } from '../../src/cli/verbs/index.ts';
import { ran, Team } from './team.ts';

const MAIN = fileURLToPath(new URL('../../bin/rolebake.cjs', import.meta.url));

let team: Team;

beforeAll(async () => {
  team = await Team.ofShop({ 'environments/test.yaml': 'environment: test\n' });
});

afterAll(async () => await team?.end());

test.each([
  [2, ['frobnicate'], /error\[usage\]: unknown command 'frobnicate'\n {2}hint: rolebake --help\n/],
  [2, ['frobnicate', '--help'], /unknown command 'frobnicate'\n {2}hint: rolebake --help\n/],
  [2, ['bak'], /unknown command 'bak'\n {2}hint: did you mean bake\?\n/],
  [2, ['help', 'bak'], /unknown command 'bak'\n {2}hint: did you mean bake\?\n/],
  [2, ['ledger', 'verfy'], /unknown command 'ledger verfy'\n {2}hint: did you mean verify\?\n/],
  [2, ['ledger', 'x'], /unknown command 'ledger x'\n {2}hint: known: accept, repair, sign, verify\n/],
  [2, ['jobs', 'folow'], /unknown command 'jobs folow'\n {2}hint: did you mean follow\?\n/],
  [2, ['bake', '--al'], /unknown option '--al'\n {2}hint: did you mean --all\?\n/],
  [2, ['bake', '-x'], /unknown option '-x'\n {2}hint: rolebake bake --help\n/],
  [2, ['show'], /missing required argument 'tag'\n {2}hint: rolebake show role\/web@1\n/],
  [2, ['ssh', 'web-1', 'ls', '-l', 'a b'], /unknown option '-l'\n {2}hint: rolebake ssh web-1 -- ls -l 'a b'\n/],
  [2, ['ssh', '-l', 'web-1'], /unknown option '-l'\n {2}hint: rolebake ssh --help\n/],
  [2, ['bake'], /name the roles to bake, or give --all[\s\S]*roles: web, worker/],
  [2, ['bake', 'web', '--target', 'ansible'], /Allowed choices are puppet, chef/],
  [2, ['launch', 'role/web', '--wait', 'long'], /--wait long is no number of seconds/],
  [2, ['terminate'], /name the machines to end, or give --all/],
  [2, ['up', 'shop', '--env', 'test', '--weight', '0'], /--weight 0 is not from 1 to 100/],
  [2, ['up', 'shop', '--env', 'test', '--weight', '101'], /--weight 101 is not from 1 to 100/],
  [
    4,
    ['compile', '--sarif', 'no/such/a.sarif'],
    /error\[unusable-path\]: there is no folder .*no\/such[\s\S]*mkdir -p/,
  ],
  [4, ['compile', '--sarif', 'catalog'], /error\[unusable-path\]: \S+catalog is a folder/],
  [4, ['status', '--svg', 'no/such/a.svg'], /error\[unusable-path\]: there is no folder .*no\/such[\s\S]*mkdir -p/],
  [7, ['up', 'shop', '--env', 'test'], /release\/shop has no tag yet\n {2}hint: rolebake release cut shop\n/],
  [3, ['up', 'role/web', '--env', 'test'], /error\[invalid-tag\]: role\/web is no release/],
  [7, ['up', 'shop', '--env', 'tset'], /no environment tset\n {2}hint: did you mean test\?/],
  [7, ['up', 'shop', '--env', 'far-away'], /known: test; write environments\/far-away\.yaml for another/],
  [7, ['up', 'shop', '--env', 'Test'], /no environment Test\n {2}hint: its name is lower-case/],
  [7, ['bake', 'webb'], /error\[unknown-role\]: .*webb[\s\S]*did you mean web\?/],
  [7, ['bake', 'web'], /os\/debian-12 has no tag yet[\s\S]*rolebake os update debian-12/],
  [7, ['launch', 'role/web@7'], /no role\/web@7[\s\S]*rolebake heads/],
  [7, ['terminate', 'web-0'], /no machine web-0 was launched/],
  [3, ['show', 'web@@'], /invalid-tag/],
  [3, ['app', 'tag', 'shop', 'no-such-folder'], /no-such-folder is not a folder/],
  [2, ['trace', 'no/such.pp:1'], /"no\/such\.pp" is no file that a profile or role of this catalog compiles to/],
  [2, ['trace', 'puppet/data/role/web.yaml:99999999999'], /web\.yaml has \d+ lines/],
  [3, ['publish'], /files in generated are not what the catalog gives[\s\S]*rolebake compile/],
  [3, ['-C', '/', 'heads'], /error\[no-settings\]: there is no rolebake\.yaml/],
])('exits with %i: rolebake %j', async (code, argv, words) => {
  const said = await team.try(...argv);
  expect(said.stderr).toMatch(words);
  expect(said.stdout).toBe('');
  expect(said.code).toBe(code);
});

test.each([
  [['frobnicate'], { message: "unknown command 'frobnicate'", hint: 'rolebake --help' }],
  [['bake', '--al'], { message: "unknown option '--al'", hint: 'did you mean --all?' }],
  [['show'], { message: "missing required argument 'tag'", hint: 'rolebake show role/web@1' }],
  [['up', 'shop'], { message: 'which environment?', hint: '--env NAME' }],
])('a wrong command line is as any other problem with --json: rolebake %j', async (argv, problem) => {
  const { code, stdout, stderr } = await team.try(...argv, '--json');
  expect(JSON.parse(stdout)).toEqual({ problems: [{ code: 'usage', ...problem, help: 'rolebake error usage' }] });
  expect({ code, stderr }).toEqual({ code: 2, stderr: '' });
});

test('what a machine is to run may hold --json without asking for it', async () => {
  const { stdout, stderr } = await team.try('ssh', '--frob', '--', 'web-1', '--json');
  expect({ stdout, stderr }).toEqual({ stdout: '', stderr: expect.stringMatching(/^error\[usage\]: /) });
});

test('help is an answer, however it is asked for', async () => {
  const help = await team.run('ledger', '--help');
  for (const argv of [['ledger'], ['help', 'ledger']])
    expect(await team.try(...argv)).toEqual({ code: 0, stdout: help, stderr: '' });
});

test('nothing runs of what help is asked for', async () => {
  expect(await team.try('help', '--', 'explain', 'nobody')).toMatchObject({
    code: 0,
    stdout: await team.run('--help'),
  });
});

test('without root: one sentence, and what to do', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'rolebake-nobody-'));
  try {
    chmodSync(folder, 0o755);
    mkdirSync(join(folder, 'catalog'));
    writeFileSync(join(folder, 'catalog/catalog.yaml'), 'catalog: x\nos: debian-12\n');
    writeFileSync(join(folder, 'rolebake.yaml'), '');
    const { code, stderr } = await team.tryAsNobody('-C', folder, 'machines');
    expect(stderr).toMatch(/^error\[not-root\]: local machines need root: .*\n {2}hint: run it again with sudo\n/);
    expect(code).toBe(4);
    expect((await team.tryAsNobody('-C', folder, 'heads')).code).toBe(0);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('colours are for terminals, or for who asks', () => {
  const complain = (env: NodeJS.ProcessEnv) =>
    spawnSync(process.execPath, [MAIN, '-C', '/', 'compile'], { env, encoding: 'utf8' }).stderr;
  expect(complain({})).toMatch(/^error\[no-settings\]: /);
  expect(complain({ FORCE_COLOR: '1' })).toContain('\u001b[31merror[no-settings]\u001b[39m: \u001b[1m');
  expect(complain({ NO_COLOR: '1' })).not.toContain('\u001b');
});

test('it ends as quietly as others when nobody reads its answer, and says so when that cannot be written', () => {
  const inShell = (script: string) =>
    spawnSync('bash', ['-o', 'pipefail', '-c', script, 'bash', process.execPath, MAIN], { encoding: 'utf8' });
  expect(inShell('"$1" "$2" --help | true')).toMatchObject({ status: 141, stderr: '' });
  expect(inShell('"$1" "$2" frobnicate 2>&1 >&- | true')).toMatchObject({ status: 2, stderr: '' });
  expect(inShell('"$1" "$2" --help >/dev/full')).toMatchObject({
    status: 4,
    stderr: expect.stringMatching(/^the answer cannot be written: .*no space left/),
  });
});

/** What Docker writes, in a network of its own; `$1`: the rules, then the command. */
const BEHIND = 'printf %s "$1" | nft -f -; shift; exec "$@"';
const DOCKER = `table ip filter {
  chain DOCKER-USER { counter return; }
  chain FORWARD { type filter hook forward priority filter; policy drop; jump DOCKER-USER; oifname "docker0" accept; }
}
`;

test('doctor says of a firewall that drops what machines send, and its remedy mends it', async () => {
  const doctor = async (rules: string) => {
    const said = await ran(team.start(['doctor', '--json'], ['unshare', '--net', 'sh', '-c', BEHIND, 'sh', rules]));
    const { checks } = JSON.parse(said.stdout) as { checks: { name: string; ok: boolean; mend?: string }[] };
    return checks.find(({ name }) => name.startsWith('forwarding'));
  };
  expect(await doctor('')).toMatchObject({ ok: true });
  expect(await doctor(DOCKER.replace('policy drop', 'policy accept'))).toMatchObject({ ok: true });
  const found = await doctor(DOCKER);
  expect(found?.ok).toBe(false);
  expect(found?.mend).toMatch(/^nft insert rule ip filter DOCKER-USER iifname rb[a-z]{6}0 accept && nft /);
  const remedy = (found?.mend ?? '').split(' && ').map((line) => line.replace(/^nft /, ''));
  expect(await doctor(`${DOCKER}${remedy[0]}\n`)).toMatchObject({ ok: false });
  expect(await doctor(`${DOCKER}${remedy.join('\n')}\n`)).toMatchObject({ ok: true });
});

test.each(VERBS.map((verb) => [verb.name, verb] as const))(
  '%s --help shows examples of verbs that exist',
  async (name, verb) => {
    const help = await team.run(...name.split(' '), '--help');
    expect(help).toContain('Examples:');
    expect(help).toContain('Exit codes: 0 done');
    const commands = verb.examples.flatMap((line) =>
      [...line.matchAll(/\brolebake ((?:[a-z]+ ?)+)/g)].map(([, words]) => words ?? ''),
    );
    expect(commands.length).toBeGreaterThan(0);
    for (const words of commands)
      expect(
        VERBS.some((one) => `${words} `.startsWith(`${one.name} `)),
        words,
      ).toBe(true);
  },
);
