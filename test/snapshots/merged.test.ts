import { readFileSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { realEffects } from '../../src/host/effects.ts';
import { digestOf } from '../../src/naming/digest.ts';
import { mergedTar } from '../../src/snapshots/merged-tar.ts';
import type { Snapshot } from '../../src/snapshots/snapshot.ts';
import { openSnapshots, type Snapshots } from '../../src/snapshots/snapshots.ts';
import { BASE, HOSTILE_CHANGES } from './changes.ts';
import { Lab, listing, run, shell } from './lab.ts';

const EPOCH = 1_750_000_000;
let lab: Lab;
let store: Snapshots;

beforeEach(async () => {
  lab = new Lab();
  store = await openSnapshots(join(lab.path, 'store'), realEffects);
});
afterEach(() => lab[Symbol.dispose]());

/** A chain of the base and a layer for each script; gives its top and how a machine saw it. */
async function chainOf(scripts: readonly string[]): Promise<{ top: Snapshot; seen: string[] }> {
  shell(lab.folder('base'), BASE);
  let top = await store.add({ layerDir: join(lab.path, 'base'), sourceDateEpoch: EPOCH });
  let seen: string[] = [];
  for (const [index, script] of scripts.entries()) {
    const overlay = lab.overlay(`layer${index}`, store.layers(top.digest));
    shell(overlay.merged, script);
    seen = listing(overlay.merged, EPOCH);
    overlay.end();
    top = await store.add({ layerDir: overlay.upper, parent: top.digest, sourceDateEpoch: EPOCH });
  }
  return { top, seen };
}

/** The tree that GNU tar makes of a merged tar. */
async function unpacked(top: Snapshot): Promise<string[]> {
  const tar = join(lab.path, 'merged.tar');
  await writeFile(tar, mergedTar(store.chain(top.digest)));
  const folder = lab.folder('unpacked');
  run('tar', '--extract', '--same-owner', '-p', '--xattrs', '--xattrs-include=*', `--file=${tar}`, `-C${folder}`);
  return listing(folder, EPOCH);
}

const NEXT = 'echo on > top; rm -rf deep var/lib; mkdir -p var/lib/old deep/a; echo z > deep/a/z';

test.each(HOSTILE_CHANGES)('the merged tar of %s, and of a layer on it, is what a machine sees', async (_, script) => {
  const one = await chainOf([script]);
  expect(await unpacked(one.top)).toEqual(one.seen);
  lab[Symbol.dispose]();
  lab = new Lab();
  store = await openSnapshots(join(lab.path, 'store'), realEffects);
  const two = await chainOf([script, NEXT]);
  expect(await unpacked(two.top)).toEqual(two.seen);
});

test('hard links whose first name is gone, hidden or replaced stay one file', async () => {
  const { top, seen } = await chainOf([
    'echo h > h1; ln h1 h2; ln h1 h3; mkdir d; echo g > d/g1; ln d/g1 g2; ln d/g1 g3',
    'rm h1; rm -r d; echo other > d',
    'rm usr/bin/link1; mkdir h1; echo in > h1/in',
  ]);
  expect(await unpacked(top)).toEqual(seen);
  expect(run('tar', '-tvf', join(lab.path, 'merged.tar'))).toMatch(/h3 link to \.\/h2/);
});

test('the same layers give the same bytes; a damaged archive is refused', async () => {
  const { top } = await chainOf(['rm etc/one; echo 1 > two']);
  const digest = async () => digestOf(await buffer(mergedTar(store.chain(top.digest))));
  expect(await digest()).toBe(await digest());
  const other = store.chain(top.digest)[0];
  writeFileSync(top.archivePath, readFileSync(other?.archivePath ?? ''));
  await expect(digest()).rejects.toThrow('snapshot-damaged');
  writeFileSync(top.archivePath, 'no archive');
  await expect(digest()).rejects.toThrow('snapshot-damaged');
});
