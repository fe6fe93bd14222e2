import { execFileSync } from 'node:child_process';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { seal } from '../../src/bake/seal.ts';
import type { Refusal } from '../../src/problem/problem.ts';

const EPOCH = 20_100 * 86_400 + 5;
let lab = '';
let root = '';
let outside = '';

beforeEach(() => {
  lab = mkdtempSync('/var/tmp/rolebake-seal-');
  [root, outside] = [join(lab, 'root'), join(lab, 'host')];
  for (const folder of ['etc/ssh', 'root', 'var/log/app', 'var/lib', 'tmp', 'usr/lib', 'opt'])
    mkdirSync(join(root, folder), { recursive: true });
  mkdirSync(outside);
  write(outside, 'precious', 'data');
});
afterEach(() => rmSync(lab, { recursive: true, force: true }));

function write(tree: string, path: string, text: string): void {
  mkdirSync(dirname(join(tree, path)), { recursive: true });
  writeFileSync(join(tree, path), text);
}

const shell = (script: string) => execFileSync('bash', ['-ec', script], { cwd: root });
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const sealed = () => seal(root, { sourceDateEpoch: EPOCH });

async function problems(): Promise<string[]> {
  const refusal = await sealed().then(
    () => expect.fail('not refused'),
    (error: Refusal) => error,
  );
  for (const problem of refusal.problems)
    expect(problem).toMatchObject({ code: 'leftover-found', hint: expect.any(String) });
  return refusal.problems.map(({ message }) => message.split(' ')[0] ?? '');
}

test('what belongs to the machine or the bake goes, the rest stays as it was', async () => {
  const gone = ['etc/hostname', 'etc/ssh/ssh_host_ed25519_key', 'root/.ssh/authorized_keys', 'root/.bash_history', 'etc/passwd-',
    'var/lib/dpkg/status-old', 'var/cache/apt/pkgcache.bin', 'var/cache/apt/archives/a.deb', 'var/lib/apt/lists/deb.example_InRelease',
    'var/lib/systemd/random-seed', 'var/lib/systemd/timers/stamp-x', 'var/cache/ldconfig/aux-cache', 'var/log/app/app.log.1',
    'var/log/app/app.log.12', 'var/log/syslog.2.gz', 'var/log/journal/0123/system.journal', 'tmp/x/y', 'tmp/.hidden', 'var/tmp/z', 'run/pid',
    'opt/shop/__pycache__/a.cpython-311.pyc', 'opt/shop/b.pyc']; // biome-ignore format: a list
  const kept = ['etc/passwd', 'etc/ssh/sshd_config', 'root/.bashrc', 'var/lib/dpkg/status', 'var/lib/apt/lists/lock',
    'usr/lib/python3/__pycache__/c.pyc', 'opt/shop/a.py', 'var/lib/shop/data.1']; // biome-ignore format: a list
  for (const path of [...gone, ...kept]) write(root, path, 'x\n');
  write(root, 'etc/machine-id', '0123456789abcdef\n');
  write(root, 'etc/hosts', '127.0.0.1 localhost\n127.0.1.1 machine\n::1 localhost\n');
  write(root, 'etc/shadow', 'root:*:19000:0:99999:7:::\nnew:!:20500::::::\nnone:x:::::::\nmust:x:0:::::7:\n');
  write(root, 'var/lib/apt/extended_states', 'Package: b\nAuto: 1\n\nPackage: a\nAuto: 1\n\n');
  write(root, 'var/log/app/app.log', 'line\n');
  shell('ln -s ../../usr/share/doc var/log/README; chmod 640 var/log/app/app.log etc/shadow');
  const report = await seal(root, { sourceDateEpoch: EPOCH, keepLogsIn: join(lab, 'logs') });

  expect(gone.filter((path) => existsSync(join(root, path)))).toEqual([]);
  expect(kept.filter((path) => read(path) !== 'x\n')).toEqual([]);
  expect([read('etc/machine-id'), read('var/log/app/app.log'), read('etc/hosts')]).toEqual([
    '',
    '',
    '127.0.0.1 localhost\n::1 localhost\n',
  ]);
  expect(read('etc/shadow')).toBe('root:*:20100:0:99999:7:::\nnew:!:20100::::::\nnone:x:::::::\nmust:x:0:::::7:\n');
  expect(read('var/lib/apt/extended_states')).toBe('Package: a\nAuto: 1\n\nPackage: b\nAuto: 1\n\n');
  expect(lstatSync(join(root, 'var/log/app/app.log')).mode & 0o777).toBe(0o640);
  expect(lstatSync(join(root, 'var/log/README')).isSymbolicLink()).toBe(true);
  expect(report.logs).toContain('app/app.log');
  expect(readFileSync(join(lab, 'logs/app/app.log'), 'utf8')).toBe('line\n');
  expect((await sealed()).changes).toEqual([]);
});

const SNAKEOIL = [
  'etc/ssl/private/ssl-cert-snakeoil.key',
  'etc/ssl/certs/ssl-cert-snakeoil.pem',
  'var/spool/postfix/etc/ssl/certs/ssl-cert-snakeoil.pem',
];
const MAKES_IT = 'etc/systemd/system/sysinit.target.wants/rolebake-snakeoil.service';

test("Debian's snakeoil key goes, and a unit stands in its place that makes one at the first boot", async () => {
  for (const path of SNAKEOIL) write(root, path, 'x\n');
  shell(`ssh-keygen -q -t rsa -m PEM -N '' -f etc/key <<<y; mv etc/key ${SNAKEOIL[0]}; rm etc/key.pub`);
  await sealed();
  expect(SNAKEOIL.filter((path) => existsSync(join(root, path)))).toEqual([]);
  expect(readlinkSync(join(root, MAKES_IT))).toBe('/etc/systemd/system/rolebake-snakeoil.service');
  expect(read('etc/systemd/system/rolebake-snakeoil.service')).toContain('make-ssl-cert generate-default-snakeoil');
  expect((await sealed()).changes).toEqual([]);
});

test('an image without a snakeoil key has no unit for one', async () => {
  await sealed();
  expect(existsSync(join(root, 'etc/systemd'))).toBe(false);
});

test('a symlink where the unit would be put is refused, and nothing outside changes', async () => {
  write(root, SNAKEOIL[0] ?? '', 'x\n');
  shell(`mkdir etc/systemd; ln -s '${outside}' etc/systemd/system`);
  expect(await problems()).toEqual(['/etc/systemd/system']);
  expect(readdirSync(outside)).toEqual(['precious']);
});

test.each([
  ['var/log', 'rm -r var/log; ln -s "$HOST" var/log'],
  ['tmp', 'rm -r tmp; ln -s "$HOST" tmp'],
  ['root', 'rm -r root; mkdir "$HOST/.ssh"; ln -s "$HOST" root'],
  ['var/lib', 'rm -r var/lib; ln -s ../../host var/lib'],
  ['etc/machine-id', 'ln -s "$HOST/precious" etc/machine-id'],
  ['etc/shadow', 'ln -s "$HOST/precious" etc/shadow'],
])('a symlink at /%s is refused by name, and nothing outside changes', async (path, script) => {
  execFileSync('bash', ['-ec', script], { cwd: root, env: { ...process.env, HOST: outside } });
  const before = readdirSync(outside);
  expect(await problems()).toEqual([`/${path}`]);
  expect(readdirSync(outside)).toEqual(before);
  expect(readFileSync(join(outside, 'precious'), 'utf8')).toBe('data');
});

test('links, pipes, devices and odd names where files are expected lead nowhere', async () => {
  shell(`ln -s '${outside}' tmp/link; ln -s '${outside}/precious' var/log/app/app.log; ln -s '${outside}' opt/__pycache__
    ln -s '${outside}' etc/ssh/ssh_host_x; mkfifo var/log/pipe tmp/pipe; mknod var/log/disk b 7 250
    mkdir "tmp/$(printf '\\377')"; touch "tmp/$(printf '\\377')/new
line" "var/log/app/$(printf '\\376').log"; ln -s / opt/loop; echo x > "var/log/app/$(printf '\\376').log"`);
  const report = await seal(root, { sourceDateEpoch: EPOCH, keepLogsIn: join(lab, 'logs') });
  expect(report.logs).toHaveLength(1);
  expect(readdirSync(join(root, 'tmp'))).toEqual([]);
  expect(existsSync(join(root, 'opt/__pycache__'))).toBe(false);
  expect(readFileSync(join(outside, 'precious'), 'utf8')).toBe('data');
});

test('private keys are refused wherever they are, all of them by name', async () => {
  mkdirSync(join(root, 'srv'));
  shell(`ssh-keygen -q -t ed25519 -N '' -f srv/ed25519; ssh-keygen -q -t rsa -m PEM -N '' -f srv/rsa; ssh-keygen -q -t ecdsa -m PKCS8 -N passphrase -f srv/p8
    ssh-keygen -q -t rsa -m PEM -N passphrase -f srv/encrypted
    { head -c 1048570 /dev/zero; cat srv/ed25519; } > srv/across
    { echo 'key: |'; sed 's/^/    /' srv/rsa; } > srv/in.yaml; rm srv/*.pub`);
  write(root, 'srv/in.json', JSON.stringify({ private_key: read('srv/p8') }));
  write(root, 'srv/public', '-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA\n');
  const names = ['across', 'ed25519', 'encrypted', 'in.json', 'in.yaml', 'p8', 'rsa'];
  expect(await problems()).toEqual(names.map((name) => `/srv/${name}`));
});

test('programs and texts that only speak of private keys pass', async () => {
  shell(
    'cp "$(command -v ssh-keygen)" "$(command -v ssh)" $(ldd "$(command -v ssh)" | grep -o "/[^ ]*libcrypto[^ ]*") usr/lib/',
  );
  // libgnutls has whole keys in it, which it tests itself with.
  const pem = execFileSync('openssl', ['genpkey', '-algorithm', 'ed25519'], { encoding: 'utf8', stdio: 'pipe' });
  write(root, 'usr/lib/libgnutls.so', `\x7fELF${pem}`);
  write(root, 'usr/lib/howto', 'It begins with\n-----BEGIN RSA PRIVATE KEY-----\nand then goes on.\n');
  expect((await sealed()).searched).toBe(5);
});

test('only what the layer changed is searched when it is known', async () => {
  shell('ssh-keygen -q -t ed25519 -N "" -f opt/key');
  const layerDir = join(lab, 'upper');
  mkdirSync(layerDir);
  expect((await seal(root, { sourceDateEpoch: EPOCH, layerDir })).searched).toBe(0);
});

test('what is left of a converger is refused', async () => {
  shell('mkdir -p opt/rolebake etc/puppetlabs root/.chef; ln -s /nowhere var/chef');
  expect(await problems()).toEqual(['/opt/rolebake', '/etc/puppetlabs', '/root/.chef', '/var/chef']);
});
