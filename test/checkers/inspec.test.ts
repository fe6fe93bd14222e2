import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { compile } from '../../src/compile/compile.ts';
import { builderTree } from '../../src/converge/bundle/builder-tree.ts';
import { realEffects } from '../../src/host/effects.ts';
import { catalogOf } from '../compile/catalogs.ts';
import { CACHE, type ConvergeMachine, convergeMachine } from '../converge/machine.ts';
import { checkerGems, RECIPE } from './checkers.ts';

const TEXT = '/etc/probe\\/é "#{x}" $(id)`id`\n';

/** What the machine shows, and beside each what it does not. */
const CHECKS = [
  [{ package: 'openssh-server' }, { package: 'nginx' }],
  [{ unit: 'probe' }, { unit: 'probe-not' }],
  [
    { unit: 'ssh.service', state: 'enabled' },
    { unit: 'probe-other.service', state: 'enabled' },
  ],
  [
    { file: '/etc/probe', owner: 'root', group: 'daemon', mode: '0640', content: { equals: TEXT } },
    { file: '/etc/probe-two', content: { equals: TEXT } },
  ],
  [
    { file: '/etc/os-release', content: { line: 'ID=[a-z]+' } },
    { file: '/etc/debian_version', content: { line: '[a-z]+' } },
  ],
  [{ file: '/etc/ssh' }, { file: '/etc/ssh-not' }],
  [
    { file: '/etc/passwd', owner: 'root', mode: '0644' },
    { file: '/etc/group', mode: '0600' },
  ],
  [{ port: 22 }, { port: 23 }],
  [{ port: 8080 }, { port: 8080, protocol: 'udp' }],
  [
    { http: 'http://127.0.0.1:8080/a', status: 404, body: TEXT },
    { http: 'http://127.0.0.1:8080/b', status: 200 },
  ],
  [
    { http: 'http://127.0.0.1:8080/c', status: 404, body: { line: '/etc/probe\\\\.*' } },
    { http: 'http://127.0.0.1:8080/d', status: 404, body: { equals: 'x' } },
  ],
  [
    { command: ['/bin/echo', '-n', TEXT, "it's", '', '*', '~'], output: { equals: `${TEXT} it's  * ~` } },
    { command: ['/bin/echo', TEXT], output: 'é  ' },
  ],
  [{ command: ['/bin/sh', '-c', 'exit 7'], exit: 7 }, { command: ['/bin/false'] }],
  [
    { command: ['/bin/echo', 'from launch on'], from: 'launch' },
    { command: ['/bin/false', '--at-launch'], from: 'launch' },
  ],
] as const;

const SERVER = `require 'socket'
text = File.binread('/etc/probe')
server = TCPServer.new('0.0.0.0', 8080)
loop do
  client = server.accept
  client.readpartial(4096)
  client.write("HTTP/1.1 404 Not Found\\r\\nContent-Length: #{text.bytesize}\\r\\nConnection: close\\r\\n\\r\\n#{text}")
  client.close
end
`;

const RUBY = '/run/rolebake/converger/bin/ruby';
const ruby = (...words: string[]) => {
  const lib = '/run/rolebake/converger/lib';
  const paths = ['ruby/vendor_ruby', 'ruby/3.1.0', 'x86_64-linux-gnu/ruby/3.1.0'].map((path) => `-I${lib}/${path}`);
  return [RUBY, '--disable=gems,rubyopt', '-EUTF-8:UTF-8', ...paths, ...words] as const;
};

let machine: ConvergeMachine;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'rolebake-inspec-'));
  for (const [index, name] of (['right', 'wrong'] as const).entries()) {
    for (const [path, text] of profileOf(name, index)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
  }
  const gems = await checkerGems(await builderTree(CACHE, realEffects, () => undefined));
  const folders = { '/run/checkers': gems, '/run/checkers-recipe': RECIPE, '/run/profiles': folder };
  machine = await convergeMachine('inspec', false, folders);
  await machine.ssh.upload(TEXT, '/etc/probe', 0o640);
  await machine.ssh.run(['chgrp', 'daemon', '/etc/probe']);
  await machine.ssh.upload(SERVER, '/run/probe.rb', 0o644);
  await machine.ssh.run(['systemd-run', '--unit=probe', ...ruby('/run/probe.rb')]);
}, 300_000);
afterAll(async () => {
  await machine?.[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});

/** The InSpec profile of a role with one of each pair of checks. */
function profileOf(role: string, index: number): [string, string][] {
  const checks = CHECKS.map((pair) => pair[index]);
  const texts = new Map([
    ['catalog.yaml', 'catalog: probe\nos: debian-12\n'],
    ['profiles/base.yaml', 'profile: base\nresources: []\n'],
    [`roles/${role}.yaml`, JSON.stringify({ role, uses: ['base'], checks })],
  ]);
  const files = compile(catalogOf({ shownAs: 'catalog/', texts, problems: [] }));
  const prefix = 'chef/test/integration/';
  return [...files].flatMap(([path, text]) => (path.startsWith(prefix) ? [[path.slice(prefix.length), text]] : []));
}

async function outcomes(role: string, launched: boolean): Promise<string[]> {
  const program = ['/run/checkers-recipe/with_gems.rb', 'chef-spec', 'chef', 'inspec_exec'];
  const argv = ruby('-rrubygems', ...program, `/run/profiles/${role}`, String(launched));
  const { stdout, stderr } = await machine.ssh.run(argv);
  const last = stdout.trimEnd().split('\n').at(-1) ?? '';
  expect(last, stderr).toMatch(/^\{/);
  return Object.entries(JSON.parse(last)).map(([control, outcome]) => `${control}: ${outcome}`);
}

const LAUNCH = / once launched: /;

test('what a machine shows passes, what it does not show fails, and nothing is skipped once it is launched', async () => {
  const right = await outcomes('right', true);
  expect(right.filter((line) => !line.endsWith(': passed'))).toEqual([]);
  const wrong = await outcomes('wrong', true);
  expect(wrong.filter((line) => !line.endsWith(': failed'))).toEqual([]);
  expect([right.length, wrong.length]).toEqual([CHECKS.length, CHECKS.length]);
}, 120_000);

test('checks from launch on are skipped on a machine that was only baked', async () => {
  const wrong = await outcomes('wrong', false);
  expect(wrong.filter((line) => !line.endsWith(': failed'))).toEqual(wrong.filter((line) => LAUNCH.test(line)));
  expect(wrong.filter((line) => line.endsWith(': skipped'))).toHaveLength(1);
}, 120_000);
