import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { Team } from './team.ts';

test('an environment that has had its time and cannot be ended fails no other command; it is tried again', async () => {
  await using team = await Team.of({
    'catalog/catalog.yaml': 'catalog: empty\nos: debian-12\n',
    'state/environments/gone.json': JSON.stringify({
      ...{ environment: 'gone', zone: 'x.example', release: 'release/x@1' },
      ...{ since: '2026-01-01T00:00:00.000Z', endsAt: '2026-01-02T00:00:00.000Z' },
    }),
  });
  const record = team.path('state/environments/gone.json');
  // What is mounted cannot be removed.
  execFileSync('mount', ['--bind', record, record]);
  try {
    const { code, stderr } = await team.try('machines');
    expect(stderr).toMatch(/gone has had its time and cannot be ended; the next command tries again: .*busy/);
    expect(code).toBe(0);
    expect((await team.try('machines')).code).toBe(0);
  } finally {
    execFileSync('umount', [record]);
  }
  await team.run('machines');
  expect(await team.ask('status')).toEqual([]);
}, 60_000);
