import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { generateKeyPair } from '../../src/ssh/keys.ts';
import type { Team } from '../cli/team.ts';
import { note } from '../cli/tiny.ts';
import { type CloudTeam, cloudTeam, ONE_IMAGE } from './cloud-team.ts';
import { type TestBastion, testBastion } from './test-bastion.ts';

let bastion: TestBastion;
let cloud: CloudTeam;
let team: Team;
let right: string;

beforeAll(async () => {
  cloud = await cloudTeam(async (machines) => {
    bastion = await testBastion(machines);
    return bastion;
  });
  team = cloud.team;
  right = team.read('rolebake.yaml');
  team.write({
    'catalog/profiles/page.yaml': PAGE,
    'catalog/roles/tiny.yaml': serving(team.read('catalog/roles/tiny.yaml')),
  });
  await team.run('os', 'update');
}, 240_000);

afterAll(async () => await cloud?.[Symbol.asyncDispose](), 60_000);

/** A web server of what every Debian has. */
const PAGE = `profile: page
parameters:
  port: {type: port, default: 8080}
listens: [port]
resources:
  - file: /usr/local/bin/page
    mode: "0755"
    content: |
      #!/usr/bin/perl
      use IO::Socket::INET;
      my $door = IO::Socket::INET->new(LocalPort => 8080, Listen => 5, ReuseAddr => 1) or die;
      while (my $peer = $door->accept) { while (<$peer>) { last if /^\\r/ } print $peer "HTTP/1.0 200 OK\\r\\n\\r\\n"; }
  - unit: page
    exec: /usr/local/bin/page
    user: root
`;
const serving = (role: string): string =>
  `${role.replace('[note, takers]', '[note, takers, page]')}serves: {http: {port: 8080, health: /}}
`;

/** How often somebody has logged in to the bastion, this look included. */
const logins = async (): Promise<number> =>
  (await bastion.run('journalctl', '--unit', 'ssh')).match(/Accepted publickey/g)?.length ?? 0;

/** The command with other settings of the bastion. */
async function tryWith(connect: Parameters<TestBastion['settings']>[0], ...argv: string[]) {
  team.write({ 'rolebake.yaml': right.replace(/^ {2}connect: .*$/m, `  connect: ${bastion.settings(connect)}`) });
  const ran = await team.try(...argv);
  team.write({ 'rolebake.yaml': right });
  return ran;
}

test('a role is baked, launched, looked into and ended through one connection to the bastion a command', async () => {
  const before = await logins();
  await team.run('bake', 'tiny');
  expect((await logins()) - before).toBe(2);
  expect(cloud.left()).toEqual(ONE_IMAGE);
  const { id } = await team.ask<{ id: string }>('launch', 'role/tiny', '--flag', 'HIDDEN=open');
  expect(await team.run('ssh', id, '--', 'sh', '-c', 'echo "$SSH_CLIENT" | cut -d" " -f1; seq 100000 | tail -1')).toBe(
    `${bastion.address}\n100000\n`,
  );
  expect((await team.try('ssh', id, '--', 'sh', '-c', 'exit 7')).code).toBe(7);
  expect(await team.run('terminate', id)).toContain(`ended ${id}`);
  expect(cloud.left()).toEqual(ONE_IMAGE);
}, 300_000);

test('a key of the ssh agent is enough, and host keys of all usual types that known_hosts knows', async () => {
  await bastion.run('sh', '-c', 'ssh-keygen -A && systemctl reload ssh');
  const folder = mkdtempSync(join(tmpdir(), 'rolebake-agent-'));
  const [socket, known] = [join(folder, 'agent'), join(folder, 'known_hosts')];
  const agent = spawn('ssh-agent', ['-D', '-a', socket], { stdio: 'ignore' });
  try {
    const add = () => execFileSync('ssh-add', ['-q', bastion.key], { env: { ...process.env, SSH_AUTH_SOCK: socket } });
    await vi.waitFor(add, 60_000);
    vi.stubEnv('SSH_AUTH_SOCK', socket);
    for (const type of ['rsa', 'ecdsa', 'ed25519']) {
      const key = await bastion.run('cat', `/etc/ssh/ssh_host_${type}_key.pub`);
      writeFileSync(known, `${bastion.address} ${key}`);
      const settings = { key: undefined, host_key: undefined, known_hosts: known };
      const { code, stderr } = await tryWith(settings, 'launch', 'role/tiny', '--flag', 'HIDDEN=open');
      expect({ type, code, stderr }).toMatchObject({ type, code: 0 });
    }
    vi.stubEnv('SSH_AUTH_SOCK', undefined);
    const { stderr } = await tryWith({ key: undefined }, 'launch', 'role/tiny', '--flag', 'HIDDEN=open');
    expect(stderr).toMatch(/^error\[wrong-value\]: there is no key for the bastion/m);
  } finally {
    vi.unstubAllEnvs();
    agent.kill();
    rmSync(folder, { recursive: true });
  }
  await team.run('terminate', '--all');
  expect(cloud.left()).toEqual(ONE_IMAGE);
}, 300_000);

test('ssh is let in from the bastion alone', () => {
  const rules = cloud.endpoint.requests
    .filter(({ action }) => action === 'AuthorizeSecurityGroupIngress')
    .flatMap(({ params }) => params['IpPermissions'] as Record<string, unknown>[])
    .filter(({ IpProtocol }) => IpProtocol === 'tcp');
  expect(rules.length).toBeGreaterThan(0);
  for (const rule of rules)
    expect(rule).toMatchObject({ FromPort: '22', ToPort: '22', IpRanges: [{ CidrIp: bastion.from }] });
});

test.each([
  [
    'with another host key',
    () => ({ host_key: generateKeyPair('x').publicKey }),
    /^error\[host-key-mismatch\].*is not the bastion/m,
  ],
  ['that does not know the key', () => ({ key: bastion.strangersKey }), /^error\[ssh-refused\].*does not accept/m],
  ['that is not there', () => ({ port: 2 }), /^error\[ssh-failed\].*cannot be reached: .*ECONNREFUSED/m],
  [
    'whose host key is in no file',
    () => ({ host_key: undefined, known_hosts: '/dev/null' }),
    /^error\[wrong-value\].*has no host key/m,
  ],
  ['with a key file that is none', () => ({ key: '/dev/null' }), /^error\[unreadable-file\].*cannot be used as a key/m],
] as [string, () => Record<string, string>, RegExp][])(
  'a bastion %s is told before any machine is made',
  async (_, other, words) => {
    const launches = () => cloud.endpoint.requests.filter(({ action }) => action === 'RunInstances').length;
    const before = launches();
    const { code, stderr } = await tryWith(other(), 'launch', 'role/tiny', '--flag', 'HIDDEN=open');
    expect(stderr).toMatch(words);
    expect(stderr).toMatch(/hint: /);
    expect(code).toBe(/wrong-value|unreadable/.test(words.source) ? 3 : 5);
    expect(launches()).toBe(before);
  },
  60_000,
);

test('doctor logs in to the bastion, and says what is wrong besides the rights', async () => {
  expect((await tryWith({}, 'doctor', '--provider', 'ec2')).code).toBe(0);
  const { code, stdout, stderr } = await tryWith({ key: bastion.strangersKey }, 'doctor', '--provider', 'ec2');
  expect(stdout).toMatch(/^ok +DescribeInstances/m);
  expect(stderr).toMatch(/^error\[ssh-refused\].*does not accept/m);
  expect(code).toBe(5);
}, 60_000);

test('a bastion that forwards nothing is told, and the machine goes', async () => {
  const file = '/etc/ssh/sshd_config.d/closed.conf';
  await bastion.run('sh', '-c', `echo AllowTcpForwarding no >${file} && systemctl reload ssh`);
  const { code, stderr } = await team.try('launch', 'role/tiny', '--flag', 'HIDDEN=open');
  await bastion.run('sh', '-c', `rm ${file} && systemctl reload ssh`);
  expect(stderr).toMatch(/^error\[ssh-refused\].*forwards no connection to .*\n.*hint: AllowTcpForwarding/m);
  expect(code).toBe(5);
  expect(cloud.left()).toEqual(ONE_IMAGE);
}, 120_000);

test('a bastion that dies in mid-bake and comes back is waited for', async () => {
  team.write(note('second'));
  const die = 'systemctl stop ssh; pkill -KILL sshd; sleep 6; systemctl start ssh';
  const kill = () => void bastion.run('systemd-run', '--no-block', 'sh', '-c', die);
  const { code, stdout, stderr, reached } = await team.runUntil('converge', kill, 'bake', 'tiny');
  expect({ code, reached }, stderr).toEqual({ code: 0, reached: true });
  expect(stdout).toContain('role/tiny@2');
  expect(stderr).toMatch(/was cut/);
  expect(cloud.left()).toEqual([...ONE_IMAGE, ...ONE_IMAGE].sort());
}, 300_000);
