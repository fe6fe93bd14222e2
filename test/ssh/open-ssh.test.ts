import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { generateKeyPair } from '../../src/ssh/keys.ts';
import { openSsh } from '../../src/ssh/open-ssh.ts';

const SHM = '/dev/shm';
const foldersOf = (pid: number) => readdirSync(SHM).filter((name) => name.startsWith(`rolebake-ssh-${pid}-`));

/** What a process with this number has left. */
function keyOf(pid: number): string {
  const folder = join(SHM, `rolebake-ssh-${pid}-left`);
  mkdirSync(folder, { mode: 0o700 });
  writeFileSync(join(folder, 'key'), 'private');
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

test('a private key is in memory while ssh runs; what a process that was killed left goes with the next one', async () => {
  const [dead, living] = [keyOf(spawnSync('true').pid), keyOf(process.ppid)];
  const [hostKey, user] = [generateKeyPair('host').publicKey, generateKeyPair('user')];
  let during: string[] = [];
  const run = async () => {
    during = foldersOf(process.pid);
    return { code: 0, stdout: '', stderr: '' };
  };
  await openSsh({ host: '127.0.0.1', port: 22, user: 'root', hostKey, privateKey: user.privateKey }, [], { run });
  expect(during).toHaveLength(1);
  expect(foldersOf(process.pid)).toEqual([]);
  expect([existsSync(dead), existsSync(living)]).toEqual([false, true]);
});
