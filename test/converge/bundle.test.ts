import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildConverger } from '../../src/converge/bundle/converger.ts';
import { recipeList } from '../../src/converge/bundle/recipe.ts';
import { cachedFolder } from '../../src/host/cached-folder.ts';
import { realEffects } from '../../src/host/effects.ts';
import { CACHE, type ConvergeMachine, convergeMachine } from './machine.ts';

describe('the converger', () => {
  let machine: ConvergeMachine;
  beforeAll(async () => {
    machine = await convergeMachine('bundle');
  }, 300_000);
  afterAll(() => machine?.[Symbol.asyncDispose]());

  test('is the same folder for all who ask', async () => {
    const build = () => buildConverger({ cacheDir: CACHE }, realEffects);
    const [one, other] = await Promise.all([build(), build()]);
    expect(one).toEqual(other);
    expect(one.digest).toMatch(/^[0-9a-f]{64}$/);
    expect((await readdir(one.dir)).sort()).toEqual([
      'bin',
      'boot.rb',
      'chef',
      'compiled',
      'lib',
      'puppet',
      'versions',
    ]);
  });

  test('ships exactly the pinned gems', async () => {
    for (const tool of ['puppet', 'chef']) {
      const { stdout } = await machine.ssh.run(['ls', `/run/rolebake/converger/${tool}/gems`]);
      const pins = recipeList(`gems-${tool}.txt`).map(([name, version]) => `${name}-${version}`);
      expect(stdout.trim().split('\n').sort()).toEqual(pins.sort());
    }
  });

  test('runs without a Ruby on the machine, deaf to the environment, which its children see unchanged', async () => {
    const hostile = { RUBYOPT: '-rnothing', RUBYLIB: '/no', GEM_HOME: '/no', GEM_PATH: '/no', LD_LIBRARY_PATH: '/no' };
    const env = ['env', ...Object.entries(hostile).map((pair) => pair.join('='))] as const;
    const bin = '/run/rolebake/converger/bin';
    expect((await machine.ssh.run(['sh', '-c', 'command -v ruby'])).code).not.toBe(0);
    expect((await machine.ssh.run([...env, `${bin}/chef-solo`, '--version'])).stdout).toMatch(/: 18\.11\.11\n$/);
    const folders = ['conf', 'code', 'var', 'run', 'log', 'public'].flatMap((name) => [
      `--${name}dir`,
      `/run/p/${name}`,
    ]);
    const code = "exec { '/usr/bin/env > /run/child': provider => shell }";
    const apply = await machine.ssh.run([...env, `${bin}/puppet`, 'apply', ...folders, '--execute', code]);
    expect(apply).toMatchObject({ code: 0, stderr: '' });
    const child = (await machine.ssh.run(['cat', '/run/child'])).stdout.split('\n');
    for (const [name, value] of Object.entries(hostile)) expect(child).toContain(`${name}=${value}`);
    expect(child.filter((line) => line.includes('rolebake'))).toEqual([]);
  });

  test('runs what was compiled when it was made, not the sources', async () => {
    const place = '/run/rolebake/converger';
    const breakAll = `find /run/broken/puppet/gems/*/lib /run/broken/chef/gems/mixlib-*/lib -name '*.rb' |
while read -r file; do echo 'no Ruby (' >"$file"; done`;
    const told = await machine.ssh.run([
      ...(['sh', '-euc'] as const),
      `cp --archive ${place} /run/broken
${breakAll}
mount --bind /run/broken ${place}
trap 'umount ${place}' EXIT
${place}/bin/puppet --version
${place}/bin/chef-solo --version`,
    ]);
    expect(told).toMatchObject({ code: 0, stderr: '', stdout: expect.stringMatching(/^8\..*\n.*: 18\..*\n$/) });
  });
});

test('what is built once is whole or absent, and built once however many ask', async () => {
  const place = await mkdtemp(join(tmpdir(), 'rolebake-cached-'));
  try {
    const dir = join(place, 'deep', 'thing');
    let builds = 0;
    const build = async (partial: string) => {
      builds += 1;
      await writeFile(join(partial, 'half'), '');
      if (builds === 1) throw new Error('no space');
      await writeFile(join(partial, 'whole'), '');
    };
    await expect(cachedFolder(dir, realEffects, build)).rejects.toThrow('no space');
    expect(existsSync(dir)).toBe(false);
    await Promise.all([cachedFolder(dir, realEffects, build), cachedFolder(dir, realEffects, build)]);
    expect([builds, await readdir(dir)]).toEqual([2, ['half', 'whole']]);
  } finally {
    await rm(place, { recursive: true });
  }
});
