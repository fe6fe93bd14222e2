import { readFileSync, statSync } from 'node:fs';
import type { Problem } from '../problem/problem.ts';
import { isStopped } from './process-identity.ts';

/** `lock-busy`: who has held this file's lock for so long, and what to do about it. */
export function lockBusy(file: string, seconds: number): Problem {
  const pid = writerOf(file);
  if (pid === undefined) {
    const message = `another process has held ${file} for ${seconds} s`;
    return { code: 'lock-busy', message, hint: `see who: fuser ${file}` };
  }
  const stopped = isStopped(pid);
  const message = `process ${pid}${stopped ? ', which is stopped,' : ''} has held ${file} for ${seconds} s`;
  const hint = stopped
    ? `let it go on: kill -CONT ${pid}; or end it: kill -KILL ${pid}`
    : `see what it does: ps ${pid}`;
  return { code: 'lock-busy', message, hint };
}

/**
 * Ends the process that has this file's lock if that is stopped, as by Ctrl-Z: it would keep the lock for ever. Every
 * process of ours may be killed at any moment; true if this one was.
 */
export function endStoppedHolder(file: string): boolean {
  const pid = writerOf(file);
  return pid !== undefined && isStopped(pid) && process.kill(pid, 'SIGKILL');
}

/** The process that has a write lock of the kernel on a file (proc(5), /proc/locks). */
function writerOf(file: string): number | undefined {
  try {
    const { dev, ino } = statSync(file);
    const [major, minor] = [(dev >> 8) & 0xfff, (dev & 0xff) | ((dev >> 12) & 0xfff00)];
    const place = `${[major, minor].map((part) => part.toString(16).padStart(2, '0')).join(':')}:${ino}`;
    const rows = readFileSync('/proc/locks', 'utf8')
      .split('\n')
      .map((row) => row.trim().split(/\s+/));
    const pid = rows.find(([, , , mode, , at]) => mode === 'WRITE' && at === place)?.[4];
    return pid === undefined ? undefined : Number(pid);
  } catch {
    return undefined; // Only a message is poorer for it.
  }
}
