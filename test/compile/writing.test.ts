import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { hashesOf, MANIFEST, manifestText } from '../../src/compile/manifest.ts';
import { type Change, changes, writeChanges } from '../../src/compile/output.ts';
import { Refusal } from '../../src/problem/problem.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rolebake-writing-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const at = (path: string) => join(folder, path);
const read = (path: string) => readFileSync(at(path), 'utf8');
const generated = (files: Record<string, string>) => new Map(Object.entries(files));

/** Brings the folder up to date, and tells what that took. */
function write(files: Record<string, string>): Pick<Change, 'path' | 'kind'>[] {
  const found = changes(folder, generated(files));
  writeChanges(folder, generated(files), found);
  return found.map(({ path, kind }) => ({ path, kind }));
}

function refusal(files: Record<string, string>): string[] {
  try {
    write(files);
  } catch (error) {
    expect(error).toBeInstanceOf(Refusal);
    return (error as Refusal).problems.map(({ code, place }) => `${code} ${place?.file.slice(folder.length + 1)}`);
  }
  return [];
}

test('a second write finds nothing to do', () => {
  expect(write({ 'a/b': '1', c: '2' })).toEqual([
    { path: 'a/b', kind: 'create' },
    { path: 'c', kind: 'create' },
  ]);
  expect(write({ 'a/b': '1', c: '2' })).toEqual([]);
  expect(write({ 'a/b': '3', c: '2' })).toEqual([{ path: 'a/b', kind: 'update' }]);
  expect(read('a/b')).toBe('3');
});

test('an edit by hand is refused before anything is written, also in a file that is gone from the catalog', () => {
  write({ a: '1', b: '2', gone: '3' });
  writeFileSync(at('a'), 'mine');
  writeFileSync(at('gone'), 'mine too');
  expect(refusal({ a: '4', b: '5', c: '6' })).toEqual(['edited-file a', 'edited-file gone']);
  expect([read('a'), read('b'), read('gone'), existsSync(at('c'))]).toEqual(['mine', '2', 'mine too', false]);
});

test('an edit that the catalog now agrees with is none', () => {
  write({ a: '1' });
  writeFileSync(at('a'), '2');
  expect(write({ a: '2' })).toEqual([]);
  expect(write({ a: '3' })).toEqual([{ path: 'a', kind: 'update' }]);
});

test("a file that is not rolebake's is neither overwritten nor removed", () => {
  writeFileSync(at('a'), 'theirs');
  expect(refusal({ a: '1' })).toEqual(['edited-file a']);
  write({ 'x/b': '1' });
  writeFileSync(at('x/theirs'), 'theirs');
  expect(write({})).toEqual([{ path: 'x/b', kind: 'remove' }]);
  expect(read('x/theirs')).toBe('theirs');
});

test('what the catalog no longer gives is removed, with the folders that it leaves empty', () => {
  write({ 'a/b/c': '1', 'a/d': '2' });
  expect(write({ 'a/d': '2' })).toEqual([{ path: 'a/b/c', kind: 'remove' }]);
  expect([existsSync(at('a/b')), existsSync(at('a/d'))]).toEqual([false, true]);
});

test('a file removed by hand comes back', () => {
  write({ a: '1' });
  unlinkSync(at('a'));
  expect(write({ a: '1' })).toEqual([{ path: 'a', kind: 'create' }]);
});

test('a manifest cannot reach out of the folder', () => {
  const outside = generated({ '../outside': 'x', '/etc/outside': 'x', 'a/../../outside': 'x' });
  writeFileSync(at(MANIFEST), manifestText(hashesOf(outside)));
  expect(changes(folder, new Map())).toEqual([]);
});

test('a link in the place of a generated file is not written through', () => {
  write({ a: '1' });
  writeFileSync(at('target'), '1');
  unlinkSync(at('a'));
  symlinkSync('target', at('a'));
  write({ a: '2' });
  expect([read('a'), read('target')]).toEqual(['2', '1']);
});

/** What a kill leaves: the manifest knows the hashes before and after, and only some files were written. */
test.each([0, 1, 2, 3])('a write that was killed after %i files is finished by the next', (done) => {
  const before = { kept: '1', changed: '1', gone: '1' };
  const after = { kept: '1', changed: '2', fresh: '2' };
  write(before);
  const found = changes(folder, generated(after));
  const interrupted = new Set(found.slice(0, done).map(({ path }) => path));
  writeFileSync(at(MANIFEST), read(MANIFEST) + manifestText(hashesOf(generated(after))));
  for (const change of found.filter(({ path }) => interrupted.has(path))) {
    if (change.after === undefined) unlinkSync(at(change.path));
    else writeFileSync(at(change.path), change.after);
  }
  writeFileSync(at('fresh.rolebake-new'), 'ha');
  expect(write(after).length).toBe(found.length - done);
  expect([read('kept'), read('changed'), read('fresh'), existsSync(at('gone'))]).toEqual(['1', '2', '2', false]);
  expect(read(MANIFEST)).toBe(manifestText(hashesOf(generated(after))));
  expect(write(before).length).toBe(3);
});
