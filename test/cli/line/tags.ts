import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import type { Team } from '../team.ts';

interface Tag {
  readonly tag: string;
  readonly entry: {
    readonly digest: string;
    readonly parents: readonly { readonly tag: string; readonly digest: string }[];
    readonly bake?: { readonly key: string; readonly target: string; readonly resources: number };
    readonly details: Readonly<Record<string, unknown>>;
  };
}

/** What is true of the tags, the ledger and the config repo after a bake of both roles. */
export function tagFacts(team: () => Team): void {
  test('heads and tags name the system, the application and both roles, each with its tool and parents', async () => {
    const heads = await team().ask<Tag[]>('heads');
    const roles = Object.fromEntries(heads.map(({ tag, entry }) => [tag, entry.bake?.target]));
    expect(roles).toEqual({
      'app/shop@1': undefined,
      'os/debian-12@1': undefined,
      'role/web@1': 'puppet',
      'role/worker@1': 'chef',
    });
    expect(heads.filter(({ tag }) => tag.startsWith('role/'))).toMatchObject(await team().ask<Tag[]>('tags', 'role'));
    const web = await team().ask<Tag>('show', 'role/web');
    expect(web.entry.parents.map(({ tag }) => tag)).toEqual(['os/debian-12@1', 'app/shop@1']);
    expect(web.entry.digest).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(await team().run('show', 'role/web@1')).toMatch(/^flag +DATABASE_URL \(url, secret\) required$/m);
  });

  test('what has not changed is kept, and a new release of the application is the reason to bake anew', async () => {
    const { stderr, stdout, code } = await team().try('bake', '--all');
    expect(code, stderr).toBe(0);
    expect(stdout).toMatch(/^web +keep +role\/web@1 .*\nworker +keep +role\/worker@1 /);
    expect(stderr).not.toContain('launch');
    const edited = team().read('app/VERSION');
    team().write({ 'app/VERSION': '2.0.0\n' });
    await team().run('app', 'tag', 'shop', 'app', '--release', '2.0.0');
    const plan = await team().ask<{ role: string; reasons: object[] }[]>('plan');
    const reasons = [{ why: 'changed', part: 'app/shop', before: '@1', now: '@2' }];
    expect(plan.map((one) => [one.role, one.reasons])).toEqual([
      ['web', reasons],
      ['worker', reasons],
    ]);
    team().write({ 'app/VERSION': edited });
    await team().run('app', 'tag', 'shop', 'app', '--release', '1.0.0');
    expect(await team().run('bake', '--all', '--dry-run')).toMatch(/^web +keep .*\nworker +keep /);
  });

  test('publish commits generated roles and ledger in words of operators, once', async () => {
    const text = await team().run('publish', '--author', 'Ann Lee <ann@example.org>');
    expect(text).toMatch(/^commit [0-9a-f]{12} in config\.git \(main\): \d+ files changed/);
    const git = (...argv: string[]) =>
      execFileSync('git', ['--git-dir', team().path('config.git'), ...argv]).toString();
    expect(git('log', '--format=%an %s%n%b')).toMatch(/^Ann Lee .*role\/web@1/);
    expect(git('show', 'main:ledger/role/web.jsonl')).toBe(team().read('ledger/role/web.jsonl'));
    expect(git('show', 'main:puppet/site-modules/role/manifests/web.pp')).toContain('class role::web');
    expect(git('ls-tree', '-r', '--name-only', 'main')).toContain('chef/cookbooks/role_worker/');
    expect(await team().run('publish')).toContain('nothing new');
  });

  test('ledger verify finds one changed byte and names the tag', async () => {
    expect(await team().run('ledger', 'verify')).toMatch(/^whole: /);
    const path = 'ledger/role/web.jsonl';
    const whole = team().read(path);
    team().write({ [path]: whole.replace('"resources":', '"resourceS":') });
    const { code, stdout } = await team().try('ledger', 'verify');
    team().write({ [path]: whole });
    expect(stdout).toContain('role/web@1');
    expect(code).toBe(1);
  });
}
