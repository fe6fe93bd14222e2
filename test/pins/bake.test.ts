import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { expect, test, vi } from 'vitest';
import { boundTeam, module, profile } from './bound.ts';
import { released } from './registry.ts';

vi.setConfig({ testTimeout: 240_000 });

interface Plan {
  readonly action: string;
  readonly parts: Readonly<Record<string, string>>;
}

test('a role is baked with the modules and cookbooks that it is bound to, and anew when one is another', async () => {
  const { team, registry } = await boundTeam();
  await team.run('os', 'update');
  const [byForge, bySupermarket] = await team.ask<{ digest: string }[]>('pins', 'lock');
  // What is locked is fetched again where it is not here.
  rmSync(team.path('state/archives'), { recursive: true });
  await team.run('bake', 'bound', '--target', 'puppet');
  await team.run('export', 'role/bound@1', '--format', 'tar', '--output', 'image.tar');
  const inImage = execFileSync('tar', ['--extract', '--to-stdout', `--file=${team.path('image.tar')}`, './etc/note']);
  expect(inImage.toString()).toBe('first bound\n');
  const [kept] = await team.ask<Plan[]>('plan', '--target', 'puppet');
  expect(kept).toMatchObject({ action: 'keep', parts: { 'module acme/note': byForge?.digest } });
  expect(kept?.parts).not.toHaveProperty('cookbook note');

  registry.module('acme/note', '1.1.0', released('acme-note-1.1.0', module('second')));
  team.write(profile('{acme/note: 1.1.0}'));
  await team.run('pins', 'lock');
  expect(await team.run('plan', '--target', 'puppet')).toMatch(/role\/bound@1 differs in: .*module acme\/note/);

  const [byChef] = await team.ask<Plan[]>('bake', 'bound', '--target', 'chef');
  expect(byChef?.parts).toMatchObject({ 'cookbook note': bySupermarket?.digest });
  expect(await team.run('diff', 'role/bound@1', 'role/bound@2')).not.toContain('/etc/note');
  expect(team.left()).toEqual([]);
});

test('a resource of a module that changes at each run, and one that fails, are named at their lines', async () => {
  const { team, registry } = await boundTeam();
  await team.run('os', 'update');
  const other = async (manifest: string, version: string) => {
    registry.module('acme/note', version, released('m', { ...module('x'), 'manifests/init.pp': manifest }));
    team.write(profile(`{acme/note: ${version}}`));
    await team.run('pins', 'lock');
    const { code, stdout } = await team.try('bake', 'bound', '--json');
    expect(code).toBe(5);
    return JSON.parse(stdout).problems[0];
  };
  const restless = "class note(String $text) {\n  exec { '/usr/bin/touch /run/again': }\n}\n";
  expect(await other(restless, '3.0.0')).toMatchObject({
    code: 'not-idempotent',
    message: expect.stringContaining('Exec[/usr/bin/touch /run/again] changes again'),
  });
  const failing = "class note(String $text) {\n  exec { '/usr/bin/false': }\n}\n";
  expect(await other(failing, '3.1.0')).toMatchObject({
    code: 'converge-failed',
    message: expect.stringContaining('Exec[/usr/bin/false] (puppet/pinned/note/manifests/init.pp:2): '),
  });
  expect(team.left()).toEqual([]);
});
