import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { main } from '../../src/cli/program.ts';
import { processTerminal } from '../../src/cli/terminal.ts';
import { MAIN, Team } from './team.ts';

let team: Team;

beforeAll(async () => {
  team = await Team.ofShop({
    'environments/test.yaml': 'environment: test\n',
    'catalog/releases/shop.yaml': 'release: shop\nzone: shop.example\nroles: {web: {}}\n',
    'bin/rolebake': `#!/bin/sh\nexec ${process.execPath} ${MAIN} "$@"\n`,
  });
  chmodSync(team.path('bin/rolebake'), 0o755);
  for (const release of ['1.0', '1.1']) await team.run('app', 'tag', 'shop', 'app', '--release', release);
  await team.run('promote', 'app/shop@1', '--channel', 'stable');
  await team.run('promote', 'app/shop@1', '--channel', 'edge');
  await team.run('demote', 'app/shop@1', '--channel', 'edge');
  for (const shell of ['bash', 'zsh', 'fish']) team.write({ [`in.${shell}`]: await team.run('completion', shell) });
}, 60_000);

afterAll(async () => await team?.end());

test.each([
  [['ba'], ['bake']],
  [['--vers'], ['--version']],
  [
    ['ledger', ''],
    ['verify', 'repair', 'sign', 'accept'],
  ],
  [['help', 'ledger', 'ver'], ['verify']],
  [['jobs', 'sh'], ['show']],
  [['jobs', '--st'], ['--state']],
  [['bake', '--t'], ['--target']],
  [
    ['bake', 'web', '--target', ''],
    ['puppet', 'chef'],
  ],
  [
    ['up', 'shop', '--provider', ''],
    ['local', 'ec2'],
  ],
  [['up', ''], ['shop']],
  [['up', 'shop', '--env', ''], ['test']],
  [
    ['bake', ''],
    ['web', 'worker'],
  ],
  [
    ['bake', '--target', 'chef', 'w'],
    ['web', 'worker'],
  ],
  [['jobs', '--role', 'we'], ['web']],
  [['new', 'ro'], ['role']],
  [['new', 'role', 'x', '--uses', 'queue'], ['queue_worker']],
  [['show', ''], ['app/shop']],
  [
    ['show', 'app/shop@'],
    ['app/shop@1', 'app/shop@2'],
  ],
  [['diff', 'app/shop@1', 'app/shop@2'], ['app/shop@2']],
  [['note', 'app/shop@1', ''], []],
  [['heads', '--channel', ''], ['stable']],
  [['lineage', 'app/shop', '-o', ''], []],
  [['lineage', 'app/shop', '--format', 'm'], ['mermaid']],
  [['tags', '--where', 'rev'], ['revoked']],
  [['error', 'unknown-prof'], ['unknown-profile']],
  [['schema', 'ro'], ['role']],
  [['completion', 'z'], ['zsh']],
  [['ssh', 'web-1', '--', '--'], []],
  [['frob', ''], []],
  [['-C', ''], []],
  [['-C', '/', 'show', ''], []],
  [['-C', '/', 'ba'], ['bake']],
])('%j may become %j', async (words, become) => {
  const lines = (await asked(...words)).split('\n').filter(Boolean);
  expect(lines.map((line) => line.replace(/\t.*/, ''))).toEqual(become);
});

test('verbs and options come with what they are', async () => {
  expect(await asked('bake', '--al')).toBe('--all\tevery role of the catalog\n');
  expect(await asked('machines')).toBe('machines\tlist the machines that run\n');
});

test('what a shell or a terminal would take for its own is not offered', async () => {
  const names = ['$(touch x)', 'a;b', 'c\nd', 'e\tf', 'g\x1b[31m', '-h', 'i j', "k'l", 'm*'];
  for (const name of names) team.write({ [`environments/${name}.yaml`]: '' });
  try {
    expect(await asked('up', 'shop', '--env', '')).toBe('test\n');
  } finally {
    for (const name of names) rmSync(team.path(`environments/${name}.yaml`));
  }
});

test('nothing is written where no command has run yet', async () => {
  const folder = team.path('clone');
  cpSync(team.path('ledger'), `${folder}/ledger`, { recursive: true, filter: (path) => !path.endsWith('.state') });
  writeFileSync(`${folder}/rolebake.yaml`, 'catalog: catalog\ngenerated: generated\nstate: state\n');
  const before = readdirSync(folder, { recursive: true }).sort();
  expect(await asked('-C', 'clone', 'show', 'app/shop@')).toBe('app/shop@1\napp/shop@2\n');
  expect(await asked('-C', 'clone', 'heads', '--channel', '')).toBe('stable\n');
  expect(readdirSync(folder, { recursive: true }).sort()).toEqual(before);
});

/** What a shell is told at a Tab. */
async function asked(...words: string[]): Promise<string> {
  let said = '';
  const terminal = { ...processTerminal(), out: (text: string) => (said += text) };
  expect(await main(['-C', team.folder, 'completion', 'words', '--', ...words], terminal)).toBe(0);
  return said;
}

/** Shells that show what they would run, in place of running it. */
const SHELLS = {
  bash: ['bash --norc --noprofile -i', 'source in.bash'],
  zsh: ['zsh -f -i', 'autoload -Uz compinit; compinit -u -D; source in.zsh'],
} as const;

const SHOW = 'rolebake() { if [ "$1" = completion ]; then command rolebake "$@"; else echo "ran:<$*>"; fi; }';

function typed(shell: keyof typeof SHELLS, keys: string): string | undefined {
  const [start, load] = SHELLS[shell];
  const said = execFileSync('script', ['-qec', start, '/dev/null'], {
    cwd: team.folder,
    env: { ...process.env, PATH: `${team.path('bin')}:${process.env['PATH']}`, TERM: 'xterm' },
    input: `${SHOW}\n${load}\n${keys}\nexit\n`,
    encoding: 'utf8',
  });
  return /ran:<([^$>]*)>/.exec(said)?.[1];
}

test.each([
  ['rolebake ledg\tver\t', 'ledger verify'],
  ['rolebake up shop --env te\t', 'up shop --env test'],
  ['rolebake show app/sh\t', 'show app/shop'],
  ['rolebake diff app/shop@1 app/shop@2\t', 'diff app/shop@1 app/shop@2'],
  ['rolebake tags --where chan\tstable', 'tags --where channel=stable'],
  ['rolebake compile --sarif rol\t', 'compile --sarif rolebake.yaml'],
])(
  'Tab in a real bash and zsh: %j',
  (keys, ran) => {
    expect({ bash: typed('bash', keys), zsh: typed('zsh', keys) }).toEqual({ bash: ran, zsh: ran });
  },
  30_000,
);

test.each([
  ['rolebake ledger ver', /^verify\tcheck that nothing .*\n$/],
  ['rolebake up shop --env ', /^test\n$/],
  ['rolebake diff app/shop@1 app/shop@', /^app\/shop@1\napp\/shop@2\n$/],
  ['rolebake compile --sarif rol', /^rolebake\.yaml(\t.*)?\n$/],
])(
  'Tab in a real fish: %j',
  (line, words) => {
    const said = execFileSync('fish', ['-c', 'source in.fish; complete -C $argv[1]', line], {
      cwd: team.folder,
      env: { ...process.env, PATH: `${team.path('bin')}:${process.env['PATH']}`, HOME: team.folder },
      encoding: 'utf8',
    });
    expect(said).toMatch(words);
  },
  30_000,
);
