import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { hashesOf, MANIFEST, manifestText, unfinishedText } from '../../src/compile/manifest.ts';
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

/** A folder of files, large and many enough that a kill meets a write in the middle. */
const many = (word: string) =>
  Object.fromEntries(
    Array.from({ length: 300 }, (_, index) => [`d${index % 7}/${word}${index}`, word.repeat(100_000)]),
  );

async function writeAndKill(files: Record<string, string>, afterFiles: number): Promise<void> {
  const input = JSON.stringify({ folder, files: Object.entries(files).map(([path, text]) => [path, text[0]]) });
  const child = spawn(process.execPath, [WRITER], { stdio: ['pipe', 'ignore', 'inherit'] });
  child.stdin.end(input);
  const ended = once(child, 'exit');
  const count = () =>
    readdirSync(folder, { recursive: true, withFileTypes: true }).filter((one) => one.isFile()).length;
  const before = count();
  while (count() - before < afterFiles && child.exitCode === null) await new Promise(setImmediate);
  child.kill('SIGKILL');
  await ended;
}

const WRITER = join(import.meta.dirname, 'writer.ts');

test('a write that is killed is finished by the next, whatever the catalog says by then, and never taken for an edit', async () => {
  for (const files of [5, 60, 140, 5, 60, 140]) {
    await writeAndKill(many('a'), files);
    const next = files === 60 ? many('b') : many('a');
    expect(changes(folder, generated(next)).filter(({ kind }) => kind === 'edited')).toEqual([]);
    write(next);
    expect(filesIn(folder).filter((path) => !next[path.slice(folder.length + 1)])).toEqual([at(MANIFEST)]);
    expect(write(next)).toEqual([]);
    write({});
  }
});

const filesIn = (top: string) =>
  readdirSync(top, { recursive: true, withFileTypes: true })
    .filter((one) => one.isFile())
    .map((one) => join(one.parentPath, one.name));

test('a half of a file that a killed write was making is its own; any other odd file is an edit', () => {
  write({ a: '1' });
  const lines = unfinishedText(hashesOf(generated({ b: 'full', c: 'full', d: 'full' })));
  writeFileSync(at(MANIFEST), read(MANIFEST) + lines);
  writeFileSync(at('b'), 'full');
  writeFileSync(at('c'), 'fu');
  writeFileSync(at('d'), 'mine');
  expect(refusal({ a: '1', b: 'other', c: 'other', d: 'other' })).toEqual(['edited-file d']);
  unlinkSync(at('d'));
  expect(write({ a: '1', d: '2' })).toEqual([
    { path: 'b', kind: 'remove' },
    { path: 'c', kind: 'remove' },
    { path: 'd', kind: 'create' },
  ]);
});

test('what a killed write has left beside the files goes', () => {
  writeFileSync(at('.rolebake-new-4194305'), 'ha');
  write({ a: '1' });
  expect(readdirSync(folder).sort()).toEqual([MANIFEST, 'a']);
});
