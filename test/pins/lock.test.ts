import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hexDigest } from '../../src/naming/digest.ts';
import { isLocked, type Lock, lockText, readLock } from '../../src/pins/lock.ts';

const hex = fc.stringMatching(/^[0-9a-f]{64}$/);
const pins = fc.oneof(fc.record({ version: fc.string() }), fc.record({ git: fc.string(), ref: fc.string() }));
const locks = fc
  .uniqueArray(fc.tuple(fc.string(), pins, hex, fc.option(fc.string(), { nil: undefined })), {
    selector: ([key]) => key,
  })
  .map(
    (entries): Lock =>
      new Map(
        entries.map(([key, pin, digest, commit]) => [
          key,
          { pin, digest: hexDigest(digest), ...(commit === undefined ? {} : { commit }) },
        ]),
      ),
  );

test('a lock that is written is read as it was, and the same whatever order it was made in', () => {
  fc.assert(
    fc.property(locks, (lock) => {
      expect(readLock(lockText(lock))).toEqual(lock);
      expect(lockText(new Map([...lock].reverse()))).toBe(lockText(lock));
    }),
  );
});

test('two branches that add a pin each merge by lines', () => {
  const digest = hexDigest('a'.repeat(64));
  const lock: Lock = new Map([
    ['module b/b', { pin: { version: '1.0.0' }, digest }],
    ['module a/a', { pin: { git: 'https://x', ref: 'v1' }, digest, commit: 'c' }],
  ]);
  expect(lockText(lock)).toBe(
    `{\n  "module a/a": {"git":"https://x","ref":"v1","digest":"${digest}","commit":"c"},\n  "module b/b": {"version":"1.0.0","digest":"${digest}"}\n}\n`,
  );
  expect(lockText(new Map())).toBe('{}\n');
});

test.each([
  ['', 'Unexpected end of JSON input'],
  ['<<<<<<< HEAD\n{}', 'is not valid JSON'],
  ['[]', 'it holds no JSON object'],
  ['null', 'it holds no JSON object'],
  ['{"module a/b": null}', 'module a/b has neither a version nor git and ref'],
  ['{"module a/b": {"git": "x"}}', 'module a/b has neither'],
  ['{"module a/b": {"version": "1"}}', 'module a/b has no digest'],
  ['{"module a/b": {"version": "1", "digest": "md5:1"}}', 'rolebake.lock cannot be read: module a/b has no digest'],
])('the lock %j is refused', (text, words) => {
  expect(() => readLock(text)).toThrow(words);
});

test('a pin is locked for the version that the catalog names, and no other', () => {
  const lock: Lock = new Map([['module a/b', { pin: { version: '1.0.0' }, digest: hexDigest('a'.repeat(64)) }]]);
  const pinned = (version: string, name = 'a/b') => ({ kind: 'module' as const, name, pin: { version } });
  expect(isLocked(lock, pinned('1.0.0'))).toBe(true);
  expect(isLocked(lock, pinned('1.0.1'))).toBe(false);
  expect(isLocked(lock, pinned('1.0.0', 'a/c'))).toBe(false);
  expect(isLocked(lock, { ...pinned('1.0.0'), kind: 'cookbook' })).toBe(false);
});
