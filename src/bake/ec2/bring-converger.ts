import { spawn } from 'node:child_process';
import type { Converger } from '../../converge/bundle/converger.ts';
import { Refusal } from '../../problem/problem.ts';
import type { Argv, SshConnection } from '../../ssh/connection.ts';

const PLACE = '/run/rolebake/converger';

/** A file system in memory of its own: /run may forbid programs, and no image holds what is there. */
const MOUNT = [
  ...['sh', '-euc', 'mkdir -p "$1"; mountpoint -q "$1" || mount -t tmpfs -o mode=755,nosuid,nodev tmpfs "$1"', 'sh', PLACE],
] as const satisfies Argv; // biome-ignore format: a command

/** Brings the converger to a machine, to where converging looks for it. May be done twice. */
export async function bringConverger(ssh: SshConnection, { dir }: Converger): Promise<void> {
  const { code, stderr } = await ssh.run(MOUNT);
  if (code !== 0)
    throw new Refusal({ code: 'command-failed', message: `no place for the converger: ${stderr.trim()}` });
  const tar = spawn('tar', ['-C', dir, '--numeric-owner', '-cf', '-', '.'], { stdio: ['ignore', 'pipe', 'inherit'] });
  await ssh.unpack(tar.stdout, PLACE);
}
