import { readFileSync } from 'node:fs';

/** A process that no later process with the same number can be taken for. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Clock ticks from the host's boot to the process's start (proc(5), stat, field 22). */
  readonly startTime: number;
}

const STATE = 0;
const START_TIME = 19;

/** The identity of a process that runs now; undefined if it has ended. */
export function processIdentity(pid: number): ProcessIdentity | undefined {
  const fields = statAfterName(pid);
  if (!fields || fields[STATE] === 'Z' || fields[STATE] === 'X') return undefined;
  return { pid, startTime: Number(fields[START_TIME]) };
}

/** Whether this very process still runs. */
export function isProcessAlive(identity: ProcessIdentity): boolean {
  return processIdentity(identity.pid)?.startTime === identity.startTime;
}

/** Whether the process was told to stop, as by Ctrl-Z: it does nothing until it is told to go on. */
export const isStopped = (pid: number): boolean => statAfterName(pid)?.[STATE] === 'T';

/** This process. */
export function ownIdentity(): ProcessIdentity {
  const own = processIdentity(process.pid);
  if (!own) throw new Error('/proc does not show this process');
  return own;
}

/** The fields after the program's name, which may itself hold blanks and parentheses. */
function statAfterName(pid: number): string[] | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return undefined;
  }
}
