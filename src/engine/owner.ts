import { readFileSync } from 'node:fs';

/** A process that no later process can be mistaken for: pids come again, with another start time or boot. */
export interface Owner {
  readonly pid: number;
  /** Start time in clock ticks since boot: field 22 of /proc/PID/stat. */
  readonly start: string;
  /** /proc/sys/kernel/random/boot_id of the host. */
  readonly boot: string;
}

/** This process as an owner. */
export function thisProcess(): Owner {
  const start = startTime(process.pid);
  if (start === undefined) throw new Error('/proc does not show this process');
  return { pid: process.pid, start, boot: bootId() };
}

/** Whether that very process still exists; one that is stopped does, a zombie does not. */
export function isAlive(owner: Owner): boolean {
  return owner.boot === bootId() && owner.start === startTime(owner.pid);
}

function bootId(): string {
  return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
}

function startTime(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in parentheses may hold spaces and parentheses: fields count from the last one.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' || fields[0] === 'X' ? undefined : fields[19];
  } catch {
    return undefined;
  }
}
