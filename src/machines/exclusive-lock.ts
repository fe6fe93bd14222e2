import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { Refusal } from '../problem/problem.ts';

/**
 * Runs an action while no other process runs one under the same lock file (made if missing, never removed).
 * The lock is flock(1)'s, held by a `cat` that ends when our end of its pipe does: it dies with us, however
 * we die, waiters queue in the kernel, and two actions in one process exclude each other too.
 */
export async function withExclusiveLock<T>(path: string, action: () => Promise<T>): Promise<T> {
  const holder = spawn('flock', ['--no-fork', path, 'cat'], { detached: true, stdio: ['pipe', 'pipe', 'ignore'] });
  const ended = new Promise<void>((resolve) => holder.once('close', () => resolve()));
  try {
    await granted(holder, path);
    return await action();
  } finally {
    holder.stdin?.end();
    await ended;
  }
}

/** `cat` runs, and so gives our byte back, only once flock has the lock. */
async function granted(holder: ChildProcess, path: string): Promise<void> {
  holder.stdin?.on('error', () => undefined).write('\n');
  const refused = once(holder, 'close').then(() => {
    throw new Error(`flock of ${path} ended early`);
  });
  const echoed = holder.stdout ? once(holder.stdout, 'data') : refused;
  await Promise.race([echoed, refused]).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    throw new Refusal({ code: 'missing-program', message: 'flock is not installed', hint: 'rolebake doctor' });
  });
  refused.catch(() => undefined);
}
