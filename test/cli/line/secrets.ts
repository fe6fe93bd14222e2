import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { KeyStore } from '../../../src/bake/key-store.ts';
import { processes } from '../../machines/inventory.ts';
import { launched, pageOf } from '../machine.ts';
import type { Team } from '../team.ts';

/** What is true of a flag that is marked secret. */
export function secretFacts(team: () => Team): void {
  test('a secret flag is on no disk, in no record, log, ledger, process list or published file', async () => {
    const secret = `s${randomBytes(12).toString('hex')}`;
    const file = `/dev/shm/${secret.slice(0, 8)}`;
    writeFileSync(file, `postgres://shop:${secret}@orders.example/shop\n`, { mode: 0o600 });
    try {
      const flags = { DATABASE_URL: `@${file}`, LOG_COLLECTOR: 'logs.example' };
      await using machine = await launched(team(), 'role/web', flags);
      expect(await pageOf(machine)).toContain('orders are at orders.example');
      await team().run('publish', '--author', 'Ann Lee <ann@example.org>');
      expect(processes().filter((line) => line.includes(secret))).toEqual([]);
      expect(
        filesWith(
          secret,
          team().folder,
          '/run',
          ...new KeyStore(team().path('state')).paths(),
          '/var/cache/rolebake/converger',
        ),
      ).toEqual([]);
      const commits = execFileSync('git', ['--git-dir', team().path('config.git'), 'log', '-p', '--all']).toString();
      expect(commits).not.toContain(secret);
    } finally {
      execFileSync('rm', ['-f', file]);
    }
    expect(filesWith(secret, team().folder, '/run')).toEqual([]);
  });
}

/** Files below these folders that hold a text; what is no file, or not ours to read, is passed over. */
function filesWith(text: string, ...folders: readonly string[]): string[] {
  const argv = ['-rlFsa', '--devices=skip', '-e', text, ...folders];
  try {
    return execFileSync('grep', argv, { encoding: 'utf8', maxBuffer: 2 ** 24 })
      .split('\n')
      .filter(Boolean);
  } catch (error) {
    return String((error as { stdout?: string }).stdout ?? '')
      .split('\n')
      .filter(Boolean);
  }
}
