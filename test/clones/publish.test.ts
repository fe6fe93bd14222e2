import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import type { JobContext } from '../../src/engine/job.ts';
import { openJournal } from '../../src/engine/journal.ts';
import { runJob } from '../../src/engine/run-job.ts';
import { realEffects } from '../../src/host/effects.ts';
import { CATALOG } from './clone.ts';
import { testClones } from './test-clones.ts';

// Each command is a process of its own, and a few of git.
vi.setConfig({ testTimeout: 180_000 });

test('two clones that tag the same role get two numbers in the order of their pushes, and are told so', async () => {
  const all = testClones();
  const [ada, bob] = [all.clone('ada'), all.clone('bob')];
  await Promise.all([ada, bob].map((one) => one.compile()));
  await ada.tagRole('web', 'ada-1');
  await bob.tagRole('web', 'bob-1');
  await bob.tagRole('worker', 'bob-2');
  expect(await ada.run('publish')).toMatch(/^commit [0-9a-f]{12} in .*\ngit tags: role\/web\/1\n$/);
  const told = await bob.run('publish');
  expect(told).toContain('role/web@1 is now role/web@2: another clone had published role/web@1\n');
  expect(told).toContain('git tags: role/web/2, role/worker/1\n');
  expect(all.git('log', '--format=%s', 'main').split('\n')).toEqual([
    'web, worker: baked role/web@2, role/worker@1',
    'web: baked role/web@1',
  ]);
  expect(await bob.run('publish')).toContain('nothing new');
  expect(await ada.run('pull')).toBe('2 new entries from ../config.git (main)\n');
  expect(await ada.run('pull')).toBe('nothing new in ../config.git (main)\n');
  expect(await ada.ledger.files()).toEqual(await bob.ledger.files());
  expect(await ada.run('ledger', 'verify')).toMatch(/^whole: 3 entries/);
  const fresh = all.clone('fresh');
  expect(JSON.parse(await fresh.run('pull', '--json'))).toMatchObject({ taken: 3, renamed: [], branch: 'main' });
  expect(await fresh.run('heads')).toContain('role/web@2');
});

test('a job that gave a tag shows the name that it has now, and what it was', async () => {
  const all = testClones();
  const [ada, bob] = [all.clone('ada'), all.clone('bob')];
  await Promise.all([ada, bob].map((one) => one.compile()));
  await ada.tagRole('web', 'ada-1');
  await ada.run('publish');
  {
    using journal = openJournal(join(bob.folder, 'state/journal.sqlite'), realEffects);
    const run = async ({ jobId }: JobContext) => ({ tag: await bob.tagRole('web', jobId) });
    await runJob(journal, { name: 'bake', subject: () => 'role/web', run, undo: async () => undefined }, {});
  }
  expect(await bob.run('jobs')).toMatch(/role\/web +done .* role\/web@1\n$/);
  await bob.run('pull');
  expect(await bob.run('jobs')).toMatch(/role\/web +done .* role\/web@2, formerly role\/web@1\n$/);
  expect(JSON.parse(await bob.run('jobs', '--json'))).toMatchObject([
    { result: { tag: 'role/web@1' }, tagNow: 'role/web@2' },
  ]);
});

test('a git tag of an image is on a commit that holds its code, or on one beside the branch', async () => {
  const all = testClones();
  const ada = all.clone('ada');
  await ada.compile();
  await ada.tagRole('web', 'one');
  await ada.run('publish');
  ada.write(CATALOG('second'));
  await ada.compile();
  await ada.run('publish');
  await ada.tagRole('web', 'two');
  await ada.run('publish');
  expect(all.git('tag')).toBe('role/web/1\nrole/web/2');
  const code = (tag: string) => all.git('show', `${tag}:puppet/data/role/web.yaml`);
  expect(code('role/web/1')).toContain('first web');
  expect(code('role/web/2')).toContain('second web');
  expect(all.git('cat-file', 'tag', 'role/web/2')).toMatch(
    /tagger Ann Lee .*\n\nrole\/web@2\n\nThe code of the image sha256:/,
  );
  expect(all.git('merge-base', '--is-ancestor', 'role/web/2', 'main')).toBe('');
});

test('a branch that was put back to an older commit is not overwritten, nor does another branch get other tags', async () => {
  const all = testClones();
  const [ada, bob] = [all.clone('ada'), all.clone('bob')];
  await Promise.all([ada, bob].map((one) => one.compile()));
  await ada.run('publish');
  const older = all.git('rev-parse', 'main');
  await ada.tagRole('web', 'ada-1');
  await ada.run('publish');
  await ada.run('publish', '--branch', 'staging');
  expect(all.git('rev-parse', 'staging:ledger')).toBe(all.git('rev-parse', 'main:ledger'));
  const whole = all.git('rev-parse', 'main');
  all.git('update-ref', 'refs/heads/main', older);
  const refused = await ada.try('publish');
  expect([refused.code, refused.stderr]).toEqual([
    6,
    expect.stringContaining(`role/web.jsonl in main of ${all.repo} has lost entries that it held before`),
  ]);
  await bob.tagRole('web', 'bob-1');
  await bob.run('publish', '--branch', 'other');
  const other = await ada.try('publish', '--branch', 'other');
  expect([other.code, other.stderr]).toEqual([6, expect.stringContaining('role/web@1 is published on the branch ')]);
  expect((await ada.ledger.tags()).map(({ entry }) => entry.job)).toEqual(['ada-1']);
  all.git('update-ref', 'refs/heads/main', whole);
  expect(await ada.run('publish')).toContain('nothing new');
});
