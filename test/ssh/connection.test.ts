import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer, connect as dialTcp } from 'node:net';
import { type Duplex, PassThrough, Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { realEffects } from '../../src/host/effects.ts';
import type { Machine } from '../../src/machines/machines.ts';
import type { SshOptions } from '../../src/ssh/client.ts';
import { connect } from '../../src/ssh/connect.ts';
import { fingerprint, generateKeyPair, type KeyPair, publicKeyBytes } from '../../src/ssh/keys.ts';
import { openSsh } from '../../src/ssh/open-ssh.ts';
import { tcpProxy } from '../fixtures/tcp-proxy.ts';
import { login, type TestMachines, testMachines, testSpec } from '../fixtures/test-machines.ts';

let area: TestMachines;
let machine: Machine;
let user: KeyPair;

beforeAll(async () => {
  area = await testMachines();
  const spec = await testSpec('sshd');
  user = spec.user;
  machine = await area.machines.launch(spec);
}, 180_000);

afterAll(() => area?.[Symbol.asyncDispose]());

const through = (proxy: { port: number }, options?: SshOptions, hostKey = machine.hostPublicKey) =>
  connect({ host: '127.0.0.1', port: proxy.port, user: 'root', hostKey, privateKey: user.privateKey }, options);

/** The numbers of the messages that the client sent in clear, after its version line. */
function messageNumbers(sent: Buffer): number[] {
  const numbers: number[] = [];
  let at = sent.indexOf('\r\n') + 2;
  while (at + 6 <= sent.length) {
    numbers.push(sent.readUInt8(at + 5));
    at += 4 + sent.readUInt32BE(at);
  }
  return numbers;
}

test('another host key is refused before anything of ours is sent', async () => {
  const KEX_ONLY = [20, 30]; // KEXINIT and our half of the key exchange
  const DISCONNECT = 1;
  await using proxy = await tcpProxy(machine.address, 22);
  const other = generateKeyPair('other').publicKey;
  const refusal = await through(proxy, {}, other).catch((error) => error);
  expect(refusal.problems[0].code).toBe('host-key-mismatch');
  expect(refusal.message).toContain(fingerprint(publicKeyBytes(other)));
  expect(refusal.message).toContain(fingerprint(publicKeyBytes(machine.hostPublicKey)));
  expect(messageNumbers(proxy.sent()).filter((number) => number !== DISCONNECT)).toEqual(KEX_ONLY);
});

test('a key that the machine does not know is ssh-refused, no listener is ssh-failed', async () => {
  await expect(login(machine, generateKeyPair('stranger'))).rejects.toThrow(/^ssh-refused: /);
  const target = { host: machine.address, user: 'root', hostKey: machine.hostPublicKey, privateKey: user.privateKey };
  await expect(connect({ ...target, port: 1 })).rejects.toThrow(/^ssh-failed: .*ECONNREFUSED/);
});

test('a listener that says nothing is given up in time', async () => {
  const mute = createServer().listen(0, '127.0.0.1');
  await once(mute, 'listening');
  const { port } = mute.address() as AddressInfo;
  await expect(through({ port }, { connectTimeoutMs: 300 })).rejects.toThrow(/^ssh-failed: /);
  mute.close();
});

test('who stops waiting does so while the way is made, and the way is closed when it is there', async () => {
  const way = Promise.withResolvers<Duplex>();
  const stopping = new AbortController();
  const target = { host: machine.address, port: 22, user: 'root', hostKey: machine.hostPublicKey };
  const { signal } = stopping;
  const connecting = connect({ ...target, privateKey: user.privateKey, dial: () => way.promise }, { signal });
  stopping.abort(new Error('stopped'));
  await expect(connecting).rejects.toThrow('stopped');
  const stream = new PassThrough();
  way.resolve(stream);
  await expect.poll(() => stream.destroyed).toBe(true);
});

test('a program whose output was to be sent ends where the connection does before', async () => {
  const ssh = await login(machine, user);
  await ssh.close();
  for (const send of [
    (output: Readable) => ssh.unpack(output, '/tmp/never'),
    (output: Readable) => ssh.upload(output, '/tmp/never', 0o600),
    (output: Readable) => ssh.run(['cat'], { input: output }),
  ]) {
    const program = spawn('cat', ['/dev/zero'], { timeout: 10_000, killSignal: 'SIGKILL' });
    await expect(send(program.stdout)).rejects.toThrow(/^ssh-failed: /);
    expect(await once(program, 'close')).not.toContain('SIGKILL');
  }
});

test('a command that comes while the connection is being closed is refused', async () => {
  const ssh = await login(machine, user);
  const closing = ssh.close();
  await expect(ssh.run(['true'])).rejects.toThrow(/^ssh-failed: .*true: Not connected$/);
  await closing;
});

test('whoever wants a port through a connection that was cut is told so, as one who waits', async () => {
  await using proxy = await tcpProxy(machine.address, 22);
  const ssh = await through(proxy);
  proxy.cut();
  await expect(ssh.run(['true'])).rejects.toThrow(/^ssh-failed: /);
  const asked = [ssh.forward('127.0.0.1', 22), ssh.forward('127.0.0.1', 22)].map((stream) => stream.catch(String));
  for (const words of await Promise.all(asked)) expect(words).toMatch(/ssh-failed: .*was cut at connecting to/);
});

test('a shell that says nothing is not cut by what ends idle connections', async () => {
  const dial = async () => {
    const stream = dialTcp(22, machine.address);
    return stream.setTimeout(8_000, () => stream.destroy());
  };
  const target = { host: machine.address, port: 22, user: 'root', hostKey: machine.hostPublicKey, dial };
  const end = await openSsh({ ...target, privateKey: user.privateKey }, ['sleep', '10'], realEffects);
  expect(end).toMatchObject({ code: 0, stderr: '' });
}, 30_000);

test('arguments arrive as they are, with exit code, signal, output as it comes and input', async () => {
  await using ssh = await login(machine, user);
  const hostile = ['', "a'b", '$(id)', '`id`', '--', '*', '~', '\n', 'ü €', '\\', '!!'];
  expect((await ssh.run(['printf', '%s|', ...hostile])).stdout).toBe(`${hostile.join('|')}|`);
  expect(await ssh.run(['sh', '-c', 'echo out; echo err >&2; exit 3'])).toEqual({
    ...{ code: 3, stdout: 'out\n', stderr: 'err\n' },
  });
  expect(await ssh.run(['sh', '-c', 'kill -TERM $$'])).toMatchObject({ code: 128, signal: 'SIGTERM' });
  const many = await Promise.all(Array.from({ length: 5 }, () => ssh.run(['true'])));
  expect(many.map(({ code }) => code)).toEqual(Array(5).fill(0));
  const pieces: string[] = [];
  await ssh.run(['sh', '-c', 'echo one; sleep 0.2; echo two >&2'], {
    onOutput: (text, from) => pieces.push(from + text),
  });
  expect(pieces).toEqual(['stdoutone\n', 'stderrtwo\n']);
  expect((await ssh.run(['wc', '-c'], { input: Readable.from(['12', '345']) })).stdout).toBe('5\n');
  expect((await ssh.run(['true'], { input: Buffer.alloc(5_000_000) })).code).toBe(0);
});

test('who throws at the output ends that command alone, with that very error', async () => {
  await using ssh = await login(machine, user);
  const full = new Error('ENOSPC: no space left on device, write');
  const onOutput = () => {
    throw full;
  };
  await expect(ssh.run(['sh', '-c', 'echo one; sleep 5'], { onOutput })).rejects.toBe(full);
  expect((await ssh.run(['echo', 'two'])).stdout).toBe('two\n');
});

test('files go up whole with their mode, tars are unpacked, bytes come back', async () => {
  await using ssh = await login(machine, user);
  const bytes = Buffer.from(Array.from({ length: 100_000 }, (_, index) => index % 256));
  await ssh.upload(bytes, '/srv/a b/file', 0o640);
  expect((await ssh.download('/srv/a b/file')).equals(bytes)).toBe(true);
  expect((await ssh.run(['stat', '-c', '%a', '/srv/a b/file'])).stdout).toBe('640\n');
  await expect(ssh.upload(Readable.from(broken()), '/srv/never', 0o600)).rejects.toThrow('source broke');
  expect((await ssh.run(['ls', '/srv'])).stdout).toBe('a b\n');
  const tar = spawn('tar', ['-c', '-C', import.meta.dirname, 'quote.test.ts']);
  await ssh.unpack(tar.stdout, '/srv/tests');
  const local = execFileSync('sha256sum', ['quote.test.ts'], { cwd: import.meta.dirname, encoding: 'utf8' });
  expect((await ssh.run(['sh', '-c', 'cd /srv/tests; sha256sum *'])).stdout).toBe(local);
  await expect(ssh.download('/no/such')).rejects.toThrow(/^ssh-failed: .*No such file/);
});

async function* broken() {
  yield 'half';
  throw new Error('the source broke');
}

test('a connection cut in mid-command is a refusal, and so is every later command', async () => {
  await using proxy = await tcpProxy(machine.address, 22);
  await using ssh = await through(proxy);
  const running = ssh.run(['sleep', '60'], { onOutput: () => undefined });
  setTimeout(() => proxy.cut(), 200);
  await expect(running).rejects.toThrow(/^ssh-failed: .*was cut at sleep/);
  await expect(ssh.run(['true'])).rejects.toThrow(/^ssh-failed: /);
});

test('a peer that falls silent is noticed', async () => {
  await using proxy = await tcpProxy(machine.address, 22);
  await using ssh = await through(proxy, { keepaliveMs: 100 });
  const running = ssh.run(['sleep', '60']);
  setTimeout(() => proxy.fallSilent(), 200);
  await expect(running).rejects.toThrow(/^ssh-failed: /);
});

test('a connection to a peer that has fallen silent is closed nevertheless', async () => {
  await using proxy = await tcpProxy(machine.address, 22);
  const ssh = await through(proxy);
  proxy.fallSilent();
  await ssh.close();
  await expect(ssh.run(['true'])).rejects.toThrow(/^ssh-failed: /);
});

test('a command ends at its time limit and at the caller’s wish', async () => {
  await using ssh = await login(machine, user);
  await expect(ssh.run(['sleep', '61'], { timeoutMs: 200 })).rejects.toThrow(/^ssh-failed: .*longer than 0.2 s/);
  await expect(ssh.run(['sleep', '62'], { signal: AbortSignal.timeout(200) })).rejects.toThrow('timeout');
});

test('closing twice is fine', async () => {
  const ssh = await login(machine, user);
  await Promise.all([ssh.close(), ssh.close()]);
  await ssh.close();
});

test('any number of commands at once share the sessions that sshd allows; all are refused when the connection is cut', async () => {
  const warnings: Error[] = [];
  const warn = (warning: Error) => warnings.push(warning);
  process.on('warning', warn);
  await using proxy = await tcpProxy(machine.address, 22);
  await using ssh = await through(proxy);
  const echoed = await Promise.all(Array.from({ length: 40 }, (_, index) => ssh.run(['echo', String(index)])));
  expect(echoed.map(({ stdout }) => stdout)).toEqual(Array.from({ length: 40 }, (_, index) => `${index}\n`));
  const hanging = Array.from({ length: 20 }, () => ssh.run(['sleep', '60']).catch((error) => String(error)));
  await sleep(500);
  proxy.cut();
  for (const said of await Promise.all(hanging)) expect(said).toMatch(/ssh-failed/);
  process.off('warning', warn);
  expect(warnings).toEqual([]);
});
