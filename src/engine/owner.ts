import { readFileSync } from 'node:fs';
import { isProcessAlive, ownIdentity, type ProcessIdentity } from '../host/process-identity.ts';

/** A process that no later one can be mistaken for, not even after the host has booted again: the journal outlives that. */
export interface Owner extends ProcessIdentity {
  /** /proc/sys/kernel/random/boot_id of the host. */
  readonly boot: string;
}

/** This process as an owner. */
export const thisProcess = (): Owner => ({ ...ownIdentity(), boot: bootId() });

/** Whether that very process still exists; one that is stopped does, a zombie does not. */
export const isAlive = (owner: Owner): boolean => owner.boot === bootId() && isProcessAlive(owner);

const bootId = (): string => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
