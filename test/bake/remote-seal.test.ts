import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { sealRunning } from '../../src/bake/ec2/remote-seal.ts';
import { seal } from '../../src/bake/seal.ts';
import type { Argv, SshConnection } from '../../src/ssh/connection.ts';
import { baseTree } from '../fixtures/base-tree.ts';

const EPOCH = 20_100 * 86_400 + 5;
const KEY = `-----BEGIN OPENSSH PRIVATE KEY-----\n${'b3BlbnNzaC1rZXktdjEAAAAA'.repeat(3)}\n`;
let lab = '';

beforeEach(() => {
  lab = mkdtempSync('/var/tmp/rolebake-remote-seal-');
});
afterEach(() => rmSync(lab, { recursive: true, force: true }));

/** Runs on this host what a connection would run in a machine. */
const here: Pick<SshConnection, 'run'> = {
  run: async ([program, ...args]: Argv, { input } = {}) => {
    const { status, stdout, stderr } = spawnSync(program, args, { input: String(input), encoding: 'utf8' });
    return { code: status ?? 1, stdout, stderr };
  },
};
const sealHere = (root: string) => sealRunning(here, { sourceDateEpoch: EPOCH, root, needed: [] });

function write(root: string, path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

const listing = (root: string) =>
  execFileSync('sh', ['-ec', 'find . -printf "%p %y %m %U %G %l\\n" | LC_ALL=C sort; find . -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum'], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  }); // biome-ignore format: a command

/** A tree of a real system, with what a bake leaves in one. */
async function soiledTree(name: string): Promise<string> {
  const root = join(lab, name);
  execFileSync('cp', ['-a', '--reflink=auto', await baseTree(), root]);
  const files = {
    'etc/hostname': 'web\n', 'etc/hosts': '127.0.0.1 localhost\n127.0.1.1 web\n', 'etc/machine-id': `${'0'.repeat(32)}\n`,
    'etc/shadow': 'root:*:20500:0:99999:7:::\nshop:!:0:0:::::\nodd:!::0:::::\n', 'etc/passwd-': 'x', 'root/.bash_history': 'ls\n',
    'root/.ssh/authorized_keys': 'ssh-ed25519 AAAA\n', 'etc/ssh/ssh_host_ed25519_key': KEY, 'tmp/.x/y': 'x', 'var/log/a/b.log': 'x\n',
    'var/log/a/b.log.1': 'x\n', 'var/log/journal/0/system.journal': 'x', 'var/lib/apt/extended_states': 'Package: b\nAuto: 1\n\n\nPackage: a\nAuto: 1\n',
    'opt/shop/__pycache__/x.pyc': 'x', 'opt/shop/kept.py': 'x', 'home/u/.bash_history': 'x', 'var/cache/apt/pkgcache.bin': 'x', 'etc/ssl/private/ssl-cert-snakeoil.key': KEY, 'etc/ssl/certs/ssl-cert-snakeoil.pem': 'x',
    'opt/ünï/\u{1f600}': 'x',
  }; // biome-ignore format: a table
  for (const [path, text] of Object.entries(files)) write(root, path, text);
  execFileSync('ln', ['-s', '/etc/passwd', join(root, 'var/log/link')]);
  return root;
}

test('a tree is sealed from within as it is from outside', async () => {
  const [inside, outside] = [await soiledTree('inside'), await soiledTree('outside')];
  await seal(outside, { sourceDateEpoch: EPOCH });
  const { digest } = await sealHere(inside);
  expect(listing(inside)).toBe(listing(outside));
  expect(await sealHere(inside)).toEqual({ digest, changed: 0 });
}, 180_000);

test('the digest is that of what an image holds: one byte or one bit more is another, a log line is not', async () => {
  const root = join(lab, 'tree');
  write(root, 'opt/shop/app', 'one');
  write(root, 'var/log/syslog', '');
  const { digest } = await sealHere(root);
  expect(digest).toMatch(/^sha256:[0-9a-f]{64}$/);
  cpSync(root, join(lab, 'copy'), { recursive: true });
  expect((await sealHere(join(lab, 'copy'))).digest).toBe(digest);
  write(root, 'var/log/syslog', 'more\n');
  expect((await sealHere(root)).digest).toBe(digest);
  execFileSync('chmod', ['o+w', join(root, 'opt/shop/app')]);
  expect((await sealHere(root)).digest).not.toBe(digest);
  write(join(lab, 'copy'), 'opt/shop/app', 'onE');
  expect((await sealHere(join(lab, 'copy'))).digest).not.toBe(digest);
});

test('a private key, what a converger left and a folder behind a link are refused together', async () => {
  const root = join(lab, 'tree');
  write(root, 'opt/shop/key', `x\n${KEY}`);
  write(root, 'opt/chef/bin', 'x');
  const refused = await sealHere(root).catch((error: Error) => error.message);
  expect(refused).toMatch(/opt\/chef is left of the converger/);
  expect(refused).toMatch(/opt\/shop\/key holds a private key/);
  rmSync(join(root, 'opt'), { recursive: true });
  mkdirSync(join(root, 'var'));
  execFileSync('ln', ['-s', '/var/log', join(root, 'var/log')]);
  await expect(sealHere(root)).rejects.toThrow(/^leftover-found: \/var\/log is a symlink/);
});
