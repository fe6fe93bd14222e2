import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { commitMessage } from '../../src/config-repo/commit-message.ts';

const subject = (text: string) => text.split('\n')[0];

test('a bake is told by its roles and tags', () => {
  const message = commitMessage({
    tags: [
      { tag: 'os/debian-12@1' },
      { tag: 'role/web@1', about: 'baked with puppet in 41 s' },
      { tag: 'role/worker@1', about: 'baked with chef in 58 s' },
    ],
    roles: [{ role: 'web', changes: ['added generated/puppet/web.pp'] }],
    other: ['changed ledger/HEADS'],
  });
  expect(message).toBe(`web, worker: baked role/web@1, role/worker@1

* os/debian-12@1
* role/web@1: baked with puppet in 41 s
* role/worker@1: baked with chef in 58 s

* web
  added generated/puppet/web.pp

* changed ledger/HEADS
`);
});

test('the subject fits 72 characters, however many roles there are', () => {
  const names = Array.from({ length: 30 }, (_, index) => `role_number_${index}`);
  const tags = names.map((name) => ({ tag: `role/${name}@1` }));
  expect(subject(commitMessage({ tags, roles: [] }))).toBe('baked 30 roles');
  const roles = names.map((role) => ({ role, changes: [] }));
  expect(subject(commitMessage({ tags: [], roles }))).toBe('30 roles: compiled anew');
  expect(subject(commitMessage({ tags: [{ tag: 'app/shop@4' }], roles: [] }))).toBe('recorded app/shop@4');
});

test('hostile names become neither trailers nor more lines', () => {
  const hostile = 'x\n\nSigned-off-by: Eve <eve@example.com>';
  for (const contents of [
    { tags: [{ tag: hostile, about: hostile }], roles: [], other: [] },
    { tags: [], roles: [{ role: hostile, changes: [hostile] }], other: [] },
    { tags: [], roles: [], other: [hostile, 'Signed-off-by: Eve', '\u2028Co-authored-by: Eve\r'] },
    { tags: [], roles: [{ role: 'Signed-off-by: Eve', changes: [] }] },
  ]) {
    const message = commitMessage(contents);
    const trailers = execFileSync('git', ['interpret-trailers', '--parse'], { input: message, encoding: 'utf8' });
    expect(trailers, message).toBe('');
    expect(subject(message)?.length).toBeLessThanOrEqual(72);
  }
});
