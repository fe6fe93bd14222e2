import {
  closeSync,
  lutimesSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { realEffects } from '../../src/host/effects.ts';
import type { Snapshot } from '../../src/snapshots/snapshot.ts';
import { openSnapshots, type Snapshots } from '../../src/snapshots/snapshots.ts';
import { BASE } from './changes.ts';
import { Lab, shell } from './lab.ts';

const EPOCH = 1_750_000_000;
let lab: Lab;
let store: Snapshots;
let base: Snapshot;

beforeAll(async () => {
  lab = new Lab();
  store = await openSnapshots(join(lab.path, 'store'), realEffects);
  shell(lab.folder('base'), `${BASE}; head -c 20000 /dev/urandom > random`);
  base = await store.add({ layerDir: join(lab.path, 'base'), sourceDateEpoch: EPOCH });
});
afterAll(() => lab[Symbol.dispose]());

/** Changes one byte of a file and nothing else that can be seen of it; the same again takes it back. */
function flip(file: string, at: number, mask: number): void {
  const { atime, mtime } = statSync(file);
  const handle = openSync(file, 'r+');
  const byte = Buffer.alloc(1);
  readSync(handle, byte, 0, 1, at);
  writeSync(handle, Buffer.of(byte.readUInt8() ^ mask), 0, 1, at);
  closeSync(handle);
  lutimesSync(file, atime, mtime);
}

/** The files of the store; of a file's hard links the first, by which it is named. */
const files = () =>
  readdirSync(join(lab.path, 'store/sha256'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => statSync(file).size > 0 && !file.endsWith('/link2'));

const wordsOf = async () => String(await store.verify(base.digest).catch((error: unknown) => error));

test('any byte that is changed, in archive, record or tree, is found, and its file is named', async () => {
  for (let round = 0; round < 60; round++) {
    const kinds = [/layer\.tar\.zst$/, /snapshot\.json$/, /\/tree\//];
    const some = files().filter((file) => kinds[round % kinds.length]?.test(file));
    const file = some[Math.floor(Math.random() * some.length)] ?? '';
    const at = Math.floor(Math.random() * statSync(file).size);
    const mask = 1 + Math.floor(Math.random() * 255);
    flip(file, at, mask);
    const words = await wordsOf();
    expect(await store.isWhole(base.digest), file).toBe(false);
    flip(file, at, mask);
    expect(await store.isWhole(base.digest), file).toBe(true);
    const name = /\/tree\//.test(file) ? file.slice(base.tree.length - 'tree'.length) : /layer|snapshot\.json/;
    expect(words, `byte ${at} of ${file}, mask ${mask}`).toMatch(name);
    expect(words).toMatch('snapshot-damaged');
  }
  await store.verify(base.digest);
});

test('a record that is changed in one digit is found, though all else is as it was', async () => {
  const record = files().find((file) => file.endsWith('/snapshot.json')) ?? '';
  const at = readFileSync(record, 'utf8').indexOf('sha256:') + 'sha256:'.length;
  for (const place of [at, at + 1, at + 2, at + 3]) {
    flip(record, place, 1);
    expect(await store.isWhole(base.digest), `byte ${place}`).toBe(false);
    flip(record, place, 1);
  }
  expect(await store.isWhole(base.digest)).toBe(true);
});

test.each<[string, (random: string) => void, 'tree' | 'archive']>([
  ['a byte in the tree', (random) => flip(random, 100, 1), 'tree'],
  ['a tree that is gone', () => rmSync(base.tree, { recursive: true }), 'tree'],
  ['a byte in the archive', () => flip(base.archivePath, 100, 1), 'archive'],
  ['an archive that is gone', () => rmSync(base.archivePath), 'archive'],
])('%s is mended from what is whole', async (_, damage, made) => {
  damage(join(base.tree, 'random'));
  expect(await wordsOf()).toMatch('snapshot-damaged');
  expect(await store.repair(base.digest)).toBe(made);
  await store.verify(base.digest);
  expect(await store.repair(base.digest)).toBe('nothing');
  expect(readdirSync(join(lab.path, 'store/tmp'))).toEqual([]);
});

test('a snapshot without a whole copy is not mended, and nothing is changed', async () => {
  for (const file of [base.archivePath, join(base.tree, 'random')]) flip(file, 100, 1);
  await expect(store.repair(base.digest)).rejects.toThrow('snapshot-damaged');
  for (const file of [base.archivePath, join(base.tree, 'random')]) flip(file, 100, 1);
  await store.verify(base.digest);
});

test('what is damaged is no hit, and the same baked again takes its place', async () => {
  const [file = ''] = files().filter((one) => one.endsWith('/tree/random'));
  const before = statSync(file).ino;
  const again = () => store.add({ layerDir: join(lab.path, 'base'), sourceDateEpoch: EPOCH });
  expect((await again()).digest).toBe(base.digest);
  expect(statSync(file).ino).toBe(before);
  flip(file, 7, 1);
  expect(await store.isWhole(base.digest)).toBe(false);
  expect((await again()).digest).toBe(base.digest);
  expect(statSync(file).ino).not.toBe(before);
  await store.verify(base.digest);
  shell(lab.path, 'cp -a store copy');
  expect(await (await openSnapshots(join(lab.path, 'copy'), realEffects)).isWhole(base.digest)).toBe(true);
  rmSync(join(lab.path, 'copy'), { recursive: true });
});

test('of several who bake again at once what is damaged one takes its place, and the others find that', async () => {
  const [file = ''] = files().filter((one) => one.endsWith('/tree/random'));
  const stores = await Promise.all([1, 2, 3, 4].map(() => openSnapshots(join(lab.path, 'store'), realEffects)));
  for (let round = 0; round < 5; round++) {
    flip(file, 7, 1);
    const inodes = new Set<number>([statSync(file).ino]);
    const noting = setInterval(() => inodes.add(statSync(file, { throwIfNoEntry: false })?.ino ?? 0), 1);
    const all = stores.map((one) => one.add({ layerDir: join(lab.path, 'base'), sourceDateEpoch: EPOCH }));
    const digests = (await Promise.all(all)).map(({ digest }) => digest);
    clearInterval(noting);
    inodes.add(statSync(file).ino);
    inodes.delete(0);
    expect(new Set(digests)).toEqual(new Set([base.digest]));
    // The damaged file, and one that took its place: no machine that began on that lost it again.
    expect(inodes.size).toBe(2);
    await store.verify(base.digest);
  }
});

test('what nobody has touched is known to be whole without reading it', async () => {
  expect(await store.isWhole(base.digest)).toBe(true);
  const reads = () => Number(/^rchar: (\d+)$/m.exec(readFileSync('/proc/self/io', 'utf8'))?.[1]);
  const before = reads();
  expect(await store.isWhole(base.digest)).toBe(true);
  expect(reads() - before).toBeLessThan(base.archive.size);
});
