import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { writeDurably } from '../../src/host/durable-file.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'rolebake-durable-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
});

test('of many who write one file at once, one text stands there whole, and nothing beside it', async () => {
  const texts = Array.from({ length: 40 }, (_, index) => String(index).repeat(1 + index * 2_000));
  await Promise.all(texts.map((text) => writeDurably(join(dir, 'a/b'), 'one.json', text)));
  expect(readdirSync(join(dir, 'a/b'))).toEqual(['one.json']);
  expect(texts).toContain(readFileSync(join(dir, 'a/b/one.json'), 'utf8'));
});

test('what a process that died left beside a file goes, what a living one is writing stays', async () => {
  const dead = spawnSync('true').pid;
  writeFileSync(join(dir, `one.json.${dead}-1.new`), 'half');
  writeFileSync(join(dir, `two.json.${process.ppid}-1.new`), 'being written');
  await writeDurably(dir, 'one.json', 'whole');
  expect(readdirSync(dir).sort()).toEqual(['one.json', `two.json.${process.ppid}-1.new`]);
});

test('a text that cannot be put in its place leaves nothing beside it', async () => {
  mkdirSync(join(dir, 'one.json'));
  await expect(writeDurably(dir, 'one.json', 'text')).rejects.toThrow('EISDIR');
  expect(readdirSync(dir)).toEqual(['one.json']);
});
