import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { realEffects } from '../../src/host/effects.ts';
import { digestOf, parseDigest } from '../../src/naming/digest.ts';
import { Mirror } from '../../src/packages/mirror.ts';
import { openPackages, type Packages } from '../../src/packages/packages.ts';
import { type SmallArchive, smallArchive } from '../fixtures/small-archive.ts';
import { processes } from '../machines/inventory.ts';

const MEGABYTE = 2 ** 20;
const BIG = { name: 'big', version: '1.0', padding: 8 * MEGABYTE };

let archive: SmallArchive;
let folder: string;
let packages: Packages;

beforeAll(async () => {
  archive = await smallArchive('127.0.0.1');
  archive.publish({ name: 'greeter', version: '1.0' }, BIG);
});

afterAll(async () => await archive?.[Symbol.asyncDispose]());

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), `rolebake-\n 'pack"ages: `));
  packages = await openPackages(join(folder, 'packages'), realEffects);
  archive.asked();
  return () => rmSync(folder, { recursive: true, force: true });
});

/** Keeps what the archive offers now; gives the digest of the state. */
async function keep() {
  const text = await packages.states.keep({ lists: archive.lists(), entries: [archive.entry], tree: '/' });
  return digestOf(text);
}

/** What a mirror of this state answers, as a client on a socket of its own gets it. */
async function ask(mirror: Mirror, request: string): Promise<{ readonly head: string; readonly body: Buffer }> {
  const server: Server = createServer((peer) => mirror.serve(peer));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  const client = connect(typeof address === 'object' && address ? address.port : 0, '127.0.0.1');
  client.write(`${request}\r\nHost: x\r\nConnection: close\r\n\r\n`);
  const pieces: Buffer[] = [];
  client.on('data', (piece) => pieces.push(piece));
  await once(client, 'close');
  server.close();
  const all = Buffer.concat(pieces);
  const at = all.indexOf('\r\n\r\n');
  return { head: all.subarray(0, at).toString(), body: all.subarray(at + 4) };
}

const mirrorOf = async () => new Mirror(packages, await keep(), realEffects, new AbortController().signal);

test('a state is kept once, and is whole; one changed byte of it is found, and mended by keeping it again', async () => {
  const state = await keep();
  expect(await keep()).toBe(state);
  expect(packages.states.list()).toEqual([state]);
  expect(await packages.states.faults(state)).toEqual([]);
  const [source] = packages.states.state(state).sources;
  const path = source && packages.states.listFile(state, source, source.release);
  writeFileSync(path ?? '', 'other');
  expect(await packages.states.faults(state)).toEqual([
    `has other bytes than were stored in ${archive.uri}dists/small/InRelease`,
  ]);
  await keep();
  expect(await packages.states.faults(state)).toEqual([]);
});

test('of several who keep again at once what is damaged, each finds it whole', async () => {
  const state = await keep();
  const path = packages.states.layer(state);
  for (let round = 0; round < 10; round++) {
    rmSync(path, { recursive: true });
    expect(new Set(await Promise.all([keep(), keep(), keep(), keep()]))).toEqual(new Set([state]));
    expect(await packages.states.faults(state)).toEqual([]);
    expect(readdirSync(join(folder, 'packages/tmp'))).toEqual([]);
  }
});

test('the mirror gives packages and lists of its state, and asks the server for each package once', async () => {
  const mirror = await mirrorOf();
  const get = (path: string) => ask(mirror, `GET ${archive.uri}${path} HTTP/1.1`);
  const all = await Promise.all([1, 2, 3].map(() => get('pool/greeter_1.0_all.deb')));
  for (const { head, body } of all) {
    expect(head).toMatch(/^HTTP\/1.1 200 /);
    expect(body.subarray(0, 7).toString()).toBe('!<arch>');
  }
  const release = await get('dists/small/InRelease');
  expect(release.body.toString()).toContain('Label: Small');
  const modified = /Last-Modified: (.*)/.exec(release.head)?.[1];
  const again = await ask(mirror, `GET ${archive.uri}dists/small/InRelease HTTP/1.1\r\nIf-Modified-Since: ${modified}`);
  expect(again.head).toMatch(/^HTTP\/1.1 304 /);
  expect(archive.asked()).toEqual(['/pool/greeter_1.0_all.deb']);
});

test.each([
  ['another server', 'http://127.0.0.1:1/pool/greeter_1.0_all.deb'],
  ["a cloud's own data", 'http://169.254.169.254/latest/meta-data/'],
  ['a file of this host', 'file:///etc/shadow'],
  ['no URI', '/etc/shadow'],
])('the mirror asks nobody else: %s', async (_, uri) => {
  const { head } = await ask(await mirrorOf(), `GET ${uri} HTTP/1.1`);
  expect(head).toMatch(/^HTTP\/1.1 403 /);
});

test('a path that leads out of the store is none of the state, and is asked of the server', async () => {
  const mirror = await mirrorOf();
  const { head } = await ask(mirror, `GET ${archive.uri}dists/small/../../../../etc/shadow HTTP/1.1`);
  expect(head).toMatch(/^HTTP\/1.1 404 /);
});

test('a file that the server has with other bytes is refused and not kept', async () => {
  const digest = digestOf('something else');
  const fetching = packages.files.fetch({ uri: `${archive.uri}pool/greeter_1.0_all.deb`, digest });
  await expect(fetching).rejects.toThrow(/^mirror-failed: .*Hash Sum mismatch|Download Failed/);
  expect(packages.files.list()).toEqual([]);
  expect(readdirSync(packages.temp)).toEqual([]);
});

test('a full disk is said, and nothing half is kept', async () => {
  const state = await keep();
  const small = join(folder, 'small');
  execFileSync('mkdir', [small]);
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', small]);
  try {
    const full = await openPackages(join(small, 'packages'), realEffects);
    const [offer] = await packages.offers(state);
    const big = offer?.index.named('big')[0];
    const fetching = full.files.fetch({ uri: `${archive.uri}${big?.path}`, digest: parseDigest(big?.digest ?? '') });
    await expect(fetching).rejects.toThrow(/^disk-full: /);
    expect(full.files.list()).toEqual([]);
    expect(readdirSync(full.temp)).toEqual([]);
  } finally {
    execFileSync('umount', ['--lazy', small]);
  }
});

const FETCHER = new URL('fetcher.ts', import.meta.url).pathname;

test('a process that is killed while it downloads leaves nothing that counts, and the next opening removes it', async () => {
  const [offer] = await packages.offers(await keep());
  const big = offer?.index.named('big')[0];
  const wanted = { uri: `${archive.uri}${big?.path}`, digest: parseDigest(big?.digest ?? '') };
  await using silent = await silentServer();
  const child = spawn(process.execPath, [FETCHER, join(folder, 'packages'), silent.uri, wanted.digest]);
  const ended = once(child, 'close');
  await silent.asked;
  expect(readdirSync(packages.temp)).toHaveLength(1);
  child.kill('SIGKILL');
  await ended;
  await expect.poll(() => processes().filter((line) => line.includes(silent.uri)), { timeout: 5_000 }).toEqual([]);
  const again = await openPackages(join(folder, 'packages'), realEffects);
  expect(readdirSync(packages.temp)).toEqual([]);
  expect(packages.files.list()).not.toContain(wanted.digest);
  expect(await Promise.all([again, packages].map(({ files }) => files.fetch(wanted)))).toEqual(['here', 'here']);
  expect(await packages.files.fault(wanted.digest)).toBeUndefined();
});

/** A server that takes a request and never answers. */
async function silentServer() {
  const server = createServer();
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  const asked = once(server, 'connection').then(([peer]) => void (peer as Socket).on('error', () => undefined));
  return {
    uri: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}/big`,
    asked,
    [Symbol.asyncDispose]: async () => void server.close(),
  };
}
