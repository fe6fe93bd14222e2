import { spawn } from 'node:child_process';
import { chmodSync, readdirSync, readFileSync, statSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { realEffects } from '../../src/host/effects.ts';
import type { Digest } from '../../src/naming/digest.ts';
import type { Snapshot } from '../../src/snapshots/snapshot.ts';
import { LONGEST_CHAIN, openSnapshots, type Snapshots } from '../../src/snapshots/snapshots.ts';
import { BASE, HOSTILE_CHANGES } from './changes.ts';
import { Lab, listing, run, shell } from './lab.ts';

const EPOCH = 1_750_000_000;
let lab: Lab;
let store: Snapshots;
let base: Snapshot;

beforeEach(async () => {
  lab = new Lab();
  store = await openSnapshots(join(lab.path, 'store'), realEffects);
  base = await store.add({ layerDir: tree('base', BASE), sourceDateEpoch: EPOCH });
});
afterEach(() => lab[Symbol.dispose]());

function tree(name: string, script: string): string {
  const folder = lab.folder(name);
  shell(folder, script);
  return folder;
}

let bakes = 0;

/** Changes a machine's tree over a snapshot; gives the new snapshot and how the tree looked. */
async function bake(parent: Digest, script: string): Promise<{ snapshot: Snapshot; before: string[] }> {
  bakes += 1;
  const overlay = lab.overlay(`bake${bakes}`, store.layers(parent));
  shell(overlay.merged, script);
  const before = listing(overlay.merged, EPOCH);
  overlay.end();
  return { snapshot: await store.add({ layerDir: overlay.upper, parent, sourceDateEpoch: EPOCH }), before };
}

/** How a snapshot looks to a machine. */
function mounted(digest: Digest): string[] {
  const overlay = lab.overlay(`look${Math.random()}`, store.layers(digest));
  const seen = listing(overlay.merged, EPOCH);
  overlay.end();
  return seen;
}

const layerPaths = (snapshot: Snapshot) =>
  run('tar', '--list', '--zstd', `--file=${snapshot.archivePath}`).trim().split('\n');

test.each(HOSTILE_CHANGES)('a machine sees a snapshot of %s as it was baked', async (_, script) => {
  const { snapshot, before } = await bake(base.digest, script);
  expect(mounted(snapshot.digest)).toEqual(before);
  await store.verify(snapshot.digest);
  const next = await bake(snapshot.digest, 'echo on > top; rm -rf deep var/lib; mkdir -p var/lib/old');
  expect(mounted(next.snapshot.digest)).toEqual(next.before);
});

test('a long chain becomes one layer, which is what a machine saw; the same again gives the same', async () => {
  const scripts = HOSTILE_CHANGES.map(([, script]) =>
    `cd "$(mktemp -d -p .)"; ${BASE}; ${script}`.replace('$(mktemp -d -p .)', 'DIR'),
  );
  const digests: Digest[][] = [];
  for (const round of [1, 2]) {
    const chain: Digest[] = [];
    let parent = base.digest;
    for (let level = 0; level <= LONGEST_CHAIN; level++) {
      const script = (scripts[level % scripts.length] ?? '').replace('DIR', `level${level}`);
      const { snapshot, before } = await bake(parent, `mkdir level${level}; rm -rf level${level - 3}; ${script}`);
      expect(mounted(snapshot.digest), `round ${round}, level ${level}`).toEqual(before);
      expect(store.chain(snapshot.digest).length).toBeLessThanOrEqual(LONGEST_CHAIN);
      chain.push(snapshot.digest);
      parent = snapshot.digest;
    }
    expect(store.chain(parent).length).toBeLessThan(3);
    await store.verify(parent);
    digests.push(chain);
  }
  expect(digests[1]).toEqual(digests[0]);
}, 60_000);

test('a snapshot of a whole tree holds the tree', async () => {
  expect(listing(base.tree, EPOCH)).toEqual(listing(join(lab.path, 'base'), EPOCH));
  expect(base.parent).toBeNull();
});

test.each([
  [
    'order and time',
    'echo a > a; sleep 1.1; mkdir z; echo b > z/b; rm etc/one',
    'rm etc/one; mkdir z; echo b > z/b; echo a > a',
  ],
  [
    'copies up that change nothing',
    'echo a > a',
    'echo a > a; chmod 0600 etc/two; chmod 0644 etc/two; touch -d @1600000000 etc/two; : >> usr/bin/three',
  ],
  [
    'what was there for a while',
    'echo a > a',
    'echo a > a; echo x > b; rm b; mkdir c; rmdir c; echo tmp > var/tmp; rm var/tmp; touch -d @1600000000 var',
  ],
  [
    'one by one or the folder anew',
    'rm var/lib/old/{1,2,3}; echo 4 > var/lib/old/4',
    'rm -r var/lib/old; mkdir var/lib/old; echo 4 > var/lib/old/4; touch var/lib',
  ],
])('%s make no other digest', async (_, first, second) => {
  const one = await bake(base.digest, `${first}; touch . var/lib`);
  const other = await bake(base.digest, `${second}; touch . var/lib`);
  expect(layerPaths(other.snapshot)).toEqual(layerPaths(one.snapshot));
  expect(other.snapshot.digest).toBe(one.snapshot.digest);
});

test('a layer holds only what changed', async () => {
  const { snapshot } = await bake(base.digest, 'echo new > deep/a/new; chmod u+w etc/two; rm var/lib/old/2');
  expect(layerPaths(snapshot)).toEqual([
    './',
    './deep/',
    './deep/a/',
    './deep/a/new',
    './var/',
    './var/lib/',
    './var/lib/old/',
    './var/lib/old/2',
  ]);
  expect((await bake(base.digest, 'true')).snapshot.digest).not.toBe(base.digest);
});

test('the same layer on another parent is another snapshot; a missing parent is refused', async () => {
  const one = await bake(base.digest, 'echo a > a');
  const two = await bake(one.snapshot.digest, 'echo b > b; rm a');
  const three = await bake(base.digest, 'echo b > b');
  expect(two.snapshot.digest).not.toBe(three.snapshot.digest);
  const missing = `sha256:${'0'.repeat(64)}` as Digest;
  await expect(store.add({ layerDir: lab.folder('e'), parent: missing, sourceDateEpoch: 1 })).rejects.toThrow(
    'snapshot-missing',
  );
});

function flip(file: string, at: number): void {
  const bytes = readFileSync(file);
  bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at);
  writeFileSync(file, bytes);
}

test.each<[string, (snapshot: Snapshot) => void, RegExp]>([
  ['a byte of the archive', (s) => flip(s.archivePath, statSync(s.archivePath).size >> 1), /layer\.tar\.zst/],
  ['the first byte of its frame', (s) => flip(s.archivePath, 4), /layer\.tar\.zst/],
  ['a short archive', (s) => truncateSync(s.archivePath, 100), /layer\.tar\.zst/],
  ['a byte in the tree', (s) => flip(join(s.tree, 'etc/two'), 0), /tree\/etc\/two is not what was stored/],
  ['a mode in the tree', (s) => chmodSync(join(s.tree, 'etc'), 0o700), /tree\/etc is not what was stored/],
  ['a file that is missing', (s) => run('rm', join(s.tree, 'etc/one')), /tree\/etc\/one is missing/],
  ['a file too many', (s) => writeFileSync(join(s.tree, 'etc/more'), ''), /tree\/etc\/more was not stored/],
  ['a byte of snapshot.json', (s) => flip(join(s.tree, '../snapshot.json'), 150), /snapshot\.json/],
])('verify finds %s', async (_, damage, message) => {
  await store.verify(base.digest);
  damage(base);
  const refusal = await store.verify(base.digest).catch((error: unknown) => error);
  expect(String(refusal)).toMatch(message);
  expect(String(refusal)).toMatch('snapshot-damaged');
});

test('two processes that add the same at once get one snapshot, and nothing else stays', async () => {
  const layerDir = tree('same', BASE.replace('one', 'uno'));
  const other = await openSnapshots(join(lab.path, 'store'), realEffects);
  const both = await Promise.all([store, other].map((at) => at.add({ layerDir, sourceDateEpoch: EPOCH })));
  expect(both[0]?.digest).toBe(both[1]?.digest);
  expect(readdirSync(join(lab.path, 'store/tmp'))).toEqual([]);
  expect(readdirSync(join(lab.path, 'store/sha256'))).toHaveLength(2);
});

test('what was old and is found again is not removed by who thought it old', async () => {
  const folder = join(lab.path, 'store/sha256', base.digest.slice('sha256:'.length));
  utimesSync(folder, 1, 1);
  const before = Date.now();
  await store.add({ layerDir: join(lab.path, 'base'), sourceDateEpoch: EPOCH });
  expect(await store.remove(base.digest, before)).toBe(false);
  expect(await store.isWhole(base.digest)).toBe(true);
  expect(await store.remove(base.digest, Date.now() + 1)).toBe(true);
  expect(store.has(base.digest)).toBe(false);
});

test('an adder that is killed leaves a folder that the next opening removes; one at work keeps its own', async () => {
  const layerDir = tree('big', 'head -c 60000000 /dev/urandom > random');
  const worker = resolve(import.meta.dirname, 'adder.ts');
  for (const delay of [150, 250, 400]) {
    const child = spawn(process.execPath, ['--no-warnings', worker, join(lab.path, 'store'), layerDir], {
      stdio: 'inherit',
    });
    const gone = new Promise((done) => child.once('exit', done));
    while (readdirSync(join(lab.path, 'store/tmp')).length === 0) await new Promise((done) => setTimeout(done, 5));
    await new Promise((done) => setTimeout(done, delay - 150));
    await openSnapshots(join(lab.path, 'store'), realEffects);
    expect(readdirSync(join(lab.path, 'store/tmp'))).toHaveLength(1);
    child.kill('SIGKILL');
    await gone;
    await openSnapshots(join(lab.path, 'store'), realEffects);
    expect(readdirSync(join(lab.path, 'store/tmp'))).toEqual([]);
    expect(readdirSync(join(lab.path, 'store/sha256'))).toHaveLength(1);
  }
});

test('a full disk is a refusal with a hint, and nothing half-written stays', async () => {
  const small = lab.folder('small');
  run('mount', '-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', small);
  try {
    const full = await openSnapshots(small, realEffects);
    const layerDir = tree('large', 'head -c 6000000 /dev/urandom > random');
    await expect(full.add({ layerDir, sourceDateEpoch: EPOCH })).rejects.toMatchObject({
      problems: [{ code: 'disk-full', hint: expect.stringContaining('df ') }],
    });
    expect([...readdirSync(join(small, 'tmp')), ...readdirSync(join(small, 'sha256'))]).toEqual([]);
  } finally {
    run('umount', small);
  }
});
