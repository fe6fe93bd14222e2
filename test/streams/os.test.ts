import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { realEffects } from '../../src/host/effects.ts';
import { buildOsTree } from '../../src/streams/os.ts';

const CODENAME = 'bookworm';

test('two that ask at once get one Debian tree: bare, without identity, no file younger than its epoch', async () => {
  const ask = () => buildOsTree({ suite: CODENAME }, realEffects);
  const [tree, same] = await Promise.all([ask(), ask()]);
  expect(same).toEqual(tree);
  const names = tree.packages.map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(['systemd', 'openssh-server']));
  expect(names.filter((name) => /^(ruby|puppet|chef)/.test(name))).toEqual([]);
  expect(readFileSync(`${tree.dir}/etc/machine-id`, 'utf8')).toBe('');
  for (const path of ['etc/ssh/ssh_host_ed25519_key', 'etc/hostname', 'etc/resolv.conf']) {
    expect(existsSync(`${tree.dir}/${path}`), path).toBe(false);
  }
  const newer = ['-newermt', `@${tree.sourceDateEpoch}`];
  expect(execFileSync('find', [tree.dir, ...newer], { encoding: 'utf8' })).toBe('');
}, 240_000);
