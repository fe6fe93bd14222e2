import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { thenPublish } from '../../src/cli/bake-publish.ts';
import { Session } from '../../src/cli/session.ts';
import { testClones } from './test-clones.ts';

// Each command is a process of its own, and a few of git.
vi.setConfig({ testTimeout: 180_000 });

test('a branch that is protected gets one beside it, once, and the words to ask for a merge', async () => {
  const all = testClones();
  const ada = all.clone('ada');
  await ada.compile();
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
  const all = testClones();
  const ada = all.clone('ada');
  await ada.compile();
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
  await ada.compile();
  expect(await ada.run('publish')).toContain('commit');
  all.edit((folder) => writeFileSync(join(folder, path), '# mine\n'));
  expect((await ada.try('publish', '--overwrite', 'puppet/hiera.yaml')).code).toBe(6);
  expect(await ada.run('publish', '--overwrite', path)).toContain('1 files changed');
  expect(all.git('show', `main:${path}`)).toContain('by hand');
});

test('commits and tags are signed with the ssh key that git is set up with', async () => {
  const all = testClones();
  const key = join(all.folder, 'key');
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', key]);
  const allowed = join(all.folder, 'allowed');
  all.write({
    allowed: `ann@example.org ${readFileSync(`${key}.pub`, 'utf8')}`,
    '.gitconfig': `[user]\n\tname = Ann Lee\n\temail = ann@example.org\n\tsigningkey = ${key}.pub\n[gpg]\n\tformat = ssh\n[gpg "ssh"]\n\tallowedSignersFile = ${allowed}\n[commit]\n\tgpgsign = true\n[tag]\n\tgpgsign = true\n`,
  });
  const ada = all.clone('ada');
  await ada.compile();
  await ada.tagRole('web', 'one');
  await ada.run('publish');
  expect(all.git('log', '-1', '--format=%G? %GS', 'main')).toBe('G ann@example.org');
  all.git('verify-commit', 'main');
  all.git('verify-tag', 'role/web/1');
});

test('two clones of a signed ledger sign what they merge, and take nothing that nobody signed', async () => {
  const all = testClones();
  const key = join(all.folder, 'key');
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', key]);
  all.write({ signers: `ann@example.org ${readFileSync(`${key}.pub`, 'utf8')}` });
  const [ada, bob, eve] = [all.clone('ada'), all.clone('bob'), all.clone('eve')];
  const signing = 'ledger_signing: {allowed_signers: ../signers, key: ../key}\n';
  for (const one of [ada, bob]) one.write({ 'rolebake.yaml': `${one.read('rolebake.yaml')}${signing}` });
  await Promise.all([ada, bob].map((one) => one.compile()));
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

test('bake --publish says before any bake what a publish would refuse, and publishes what is there', async () => {
  const all = testClones();
  const ada = all.clone('ada');
  const refused = await ada.try('bake', '--all', '--publish');
  expect([refused.code, refused.stderr]).toEqual([3, expect.stringContaining('error[not-compiled]')]);
  await ada.compile();
  const without = await all.clone('bob', '""').try('bake', '--all', '--publish');
  expect(without.code).toBe(3);
  vi.stubEnv('HOME', all.folder);
  onTestFinished(() => void vi.unstubAllEnvs());
  const silent = {
    out: () => undefined,
    err: () => undefined,
    live: false,
    columns: 80,
    rows: 24,
    unicode: true,
    paint: (_: unknown, text: string) => text,
  };
  const kept = { data: [{ role: 'web', action: 'keep' }], text: 'web keep' };
  const session = new Session(silent, ada.folder, true);
  const { data, text } = await thenPublish(session, kept);
  expect(data).toMatchObject({ bakes: kept.data, publish: { pushed: true } });
  expect(text).toMatch(/^web keep\ncommit [0-9a-f]{12} in /);
  all.write({ '.gitconfig': '' });
  expect(await thenPublish(session, kept)).toMatchObject({ data: { publish: { unchanged: true } } });
  await ada.tagRole('web', 'one');
  expect(await thenPublish(session, kept)).toMatchObject({
    data: { bakes: kept.data },
    problems: [{ code: 'no-git-identity' }],
  });
});
