import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { JobContext } from '../../src/engine/job.ts';
import { openJournal } from '../../src/engine/journal.ts';
import { runJob } from '../../src/engine/run-job.ts';
import { realEffects } from '../../src/host/effects.ts';
import { CATALOG, Clones } from './clone.ts';

// Each command is a process of its own, and a few of git.
vi.setConfig({ testTimeout: 180_000 });

function clones(settings?: string): Clones {
  const made = new Clones(settings);
  onTestFinished(() => made[Symbol.dispose]());
  return made;
}

test('two clones that tag the same role get two numbers in the order of their pushes, and are told so', async () => {
  const all = clones();
  const [ada, bob] = [all.clone('ada'), all.clone('bob')];
  await Promise.all([ada, bob].map((one) => one.run('compile')));
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
  const all = clones();
  const [ada, bob] = [all.clone('ada'), all.clone('bob')];
  await Promise.all([ada, bob].map((one) => one.run('compile')));
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
  const all = clones();
  const ada = all.clone('ada');
  await ada.run('compile');
  await ada.tagRole('web', 'one');
  await ada.run('publish');
  ada.write(CATALOG('second'));
  await ada.run('compile');
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

test('a branch that is protected gets one beside it, once, and the words to ask for a merge', async () => {
  const all = clones();
  const ada = all.clone('ada');
  await ada.run('compile');
  await ada.run('publish');
  all.write({
    'config.git/hooks/update': '#!/bin/sh\n[ "$1" != refs/heads/main ] || { echo "main is protected" >&2; exit 1; }\n',
  });
  all.git('config', 'core.hooksPath', join(all.repo, 'hooks'));
  chmodSync(join(all.repo, 'hooks/update'), 0o755);
  await ada.tagRole('web', 'one');
  const before = all.git('rev-parse', 'main');
  const told = await ada.run('publish');
  const [, branch = ''] = /on the branch (rolebake\/[0-9a-f]{12}): /.exec(told) ?? [];
  expect(told).toContain('(main) takes no push: [remote rejected] (hook declined)\n');
  expect(all.git('rev-parse', 'main')).toBe(before);
  expect(all.git('rev-parse', `${branch}^`)).toBe(before);
  expect(all.git('tag')).toBe('');
  const [, command = ''] = /^ask for it to be merged: (.*)$/m.exec(told) ?? [];
  expect(execFileSync('sh', ['-c', command], { cwd: ada.folder, env: all.env, encoding: 'utf8' })).toContain(
    'role/web@1',
  );
  expect(await ada.run('publish')).toContain(branch);
  expect(all.git('for-each-ref', '--format=%(refname)', 'refs/heads').split('\n')).toHaveLength(2);
  all.write({ 'config.git/hooks/update': '#!/bin/sh\n' });
  all.git('update-ref', 'refs/heads/main', branch);
  expect(await ada.run('publish')).toBe('nothing new for ../config.git (main)\ngit tags: role/web/1\n');
});

test('an edit is shown with the lines of the catalog that it belongs to, and overwritten only by name', async () => {
  const all = clones();
  const ada = all.clone('ada');
  await ada.run('compile');
  await ada.run('publish');
  expect(await ada.run('publish', '--adopt')).toBe('nobody has edited what rolebake wrote to ../config.git (main)\n');
  const path = 'puppet/data/role/web.yaml';
  const edited = all.git('show', `main:${path}`).replace('first web', 'by hand');
  all.edit((folder) => writeFileSync(join(folder, path), `${edited}\n`));
  const refused = await ada.try('publish');
  expect([refused.code, refused.stderr]).toEqual([6, expect.stringContaining('rolebake publish --adopt')]);
  const shown = await ada.try('publish', '--adopt');
  expect(shown.code).toBe(1);
  expect(shown.stdout).toContain(`${path} was edited by Ann Lee in `);
  expect(shown.stdout).toMatch(/-.*first web.*\n\+.*by hand.*\n(.*\n)*comes from\n --> catalog\/roles\/web.yaml:3:/);
  const { edits } = JSON.parse((await ada.try('publish', '--adopt', '--json')).stdout);
  expect(edits).toMatchObject([{ path, hunks: [{ places: [{ file: 'catalog/roles/web.yaml', line: 3 }] }] }]);
  ada.write({ 'catalog/roles/web.yaml': ada.read('catalog/roles/web.yaml').replace('first web', 'by hand') });
  await ada.run('compile');
  expect(await ada.run('publish')).toContain('commit');
  all.edit((folder) => writeFileSync(join(folder, path), '# mine\n'));
  expect((await ada.try('publish', '--overwrite', 'puppet/hiera.yaml')).code).toBe(6);
  expect(await ada.run('publish', '--overwrite', path)).toContain('1 files changed');
  expect(all.git('show', `main:${path}`)).toContain('by hand');
});

test('commits and tags are signed with the ssh key that git is set up with', async () => {
  const all = clones();
  const key = join(all.folder, 'key');
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', key]);
  const allowed = join(all.folder, 'allowed');
  all.write({
    allowed: `ann@example.org ${readFileSync(`${key}.pub`, 'utf8')}`,
    '.gitconfig': `[user]\n\tname = Ann Lee\n\temail = ann@example.org\n\tsigningkey = ${key}.pub\n[gpg]\n\tformat = ssh\n[gpg "ssh"]\n\tallowedSignersFile = ${allowed}\n[commit]\n\tgpgsign = true\n[tag]\n\tgpgsign = true\n`,
  });
  const ada = all.clone('ada');
  await ada.run('compile');
  await ada.tagRole('web', 'one');
  await ada.run('publish');
  expect(all.git('log', '-1', '--format=%G? %GS', 'main')).toBe('G ann@example.org');
  all.git('verify-commit', 'main');
  all.git('verify-tag', 'role/web/1');
});

test('a branch that was put back to an older commit is not overwritten, nor does another branch get other tags', async () => {
  const all = clones();
  const [ada, bob] = [all.clone('ada'), all.clone('bob')];
  await Promise.all([ada, bob].map((one) => one.run('compile')));
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

test('two clones of a signed ledger sign what they merge, and take nothing that nobody signed', async () => {
  const all = clones();
  const key = join(all.folder, 'key');
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', key]);
  all.write({ signers: `ann@example.org ${readFileSync(`${key}.pub`, 'utf8')}` });
  const [ada, bob, eve] = [all.clone('ada'), all.clone('bob'), all.clone('eve')];
  const signing = 'ledger_signing: {allowed_signers: ../signers, key: ../key}\n';
  for (const one of [ada, bob]) one.write({ 'rolebake.yaml': `${one.read('rolebake.yaml')}${signing}` });
  await Promise.all([ada, bob].map((one) => one.run('compile')));
  const note = (one: typeof ada, tag: string, text: string) => one.run('note', tag, text);
  for (const one of [ada, bob]) {
    await one.run('app', 'tag', 'shop', 'catalog', '--release', one.folder.slice(-3), '--new');
  }
  await ada.run('publish');
  expect(await bob.run('publish')).toContain('app/shop@1 is now app/shop@2');
  await note(ada, 'app/shop@1', 'the first');
  await ada.run('publish');
  await bob.run('pull');
  for (const one of [ada, bob]) expect(await one.run('ledger', 'verify')).toMatch(/^whole: /);
  expect(await bob.ledger.files()).toEqual(await ada.ledger.files());
  cpSync(join(ada.folder, 'ledger'), join(eve.folder, 'ledger'), { recursive: true });
  rmSync(join(eve.folder, 'ledger/HEADS.sig'));
  await eve.tagRole('web', 'eve-1');
  const before = await ada.ledger.files();
  all.edit((folder) => {
    for (const [path, bytes] of Object.entries({
      HEADS: eve.read('ledger/HEADS'),
      'role/web.jsonl': eve.read('ledger/role/web.jsonl'),
    })) {
      mkdirSync(dirname(join(folder, 'ledger', path)), { recursive: true });
      writeFileSync(join(folder, 'ledger', path), bytes);
    }
  });
  expect((await ada.try('pull')).stderr).toContain(
    'error[ledger-damaged]: in the config repo: HEADS.sig does not count',
  );
  expect(await ada.ledger.files()).toEqual(before);
});
