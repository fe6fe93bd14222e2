import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { commitMessage } from '../../src/config-repo/commit-message.ts';
import { hostile, SEED, sample } from '../encode/strings.ts';

const IDENTITY = {
  GIT_AUTHOR_NAME: 'Ada',
  GIT_AUTHOR_EMAIL: 'ada@example.com',
  GIT_COMMITTER_NAME: 'Ada',
  GIT_COMMITTER_EMAIL: 'ada@example.com',
};
/** What no hostile text is long enough for: a cut in the middle of a character of two halves. */
const LONG = ['a', 'ab'].map((start) => `${start}${'🎉'.repeat(150)}`);
/** Subject, tag, role with its change, another change, with empty lines between and a line feed at the end. */
const LINES = 9;

const messageOf = (text: string) =>
  commitMessage({ tags: [{ tag: text, about: text }], roles: [{ role: text, changes: [text] }], other: [text] });

/** A repository of its own, and git in it. */
function repository() {
  const dir = mkdtempSync(join(tmpdir(), 'rolebake-messages-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  const git = (args: readonly string[], input = '') =>
    execFileSync('git', ['-C', dir, ...args], { input, encoding: 'utf8', env: { ...process.env, ...IDENTITY } });
  git(['init', '--quiet', '--bare']);
  return git;
}

test('git keeps each message as it is, without a trailer or a line too many', () => {
  const git = repository();
  const tree = git(['mktree']).trim();
  const messages = [...new Set([...LONG, ...sample(hostile)].map(messageOf))];
  const commits = messages.map((message) => git(['commit-tree', tree, '-F', '-'], message).trim());
  const told = (format: string) =>
    git(['log', '--no-walk=unsorted', '-z', '--stdin', `--format=tformat:${format}`], `${commits.join('\n')}\n`)
      .split('\0')
      .slice(0, -1);
  expect(told('%B'), `ROLEBAKE_SEED=${SEED}`).toEqual(messages);
  expect(told('%(trailers)x')).toEqual(messages.map(() => 'x'));
  expect(new Set(messages.map((message) => message.split('\n').length))).toEqual(new Set([LINES]));
}, 300_000);
