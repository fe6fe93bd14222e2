import type { Expectation } from '../../catalog/checks/check.ts';
import type { CheckedMachine, Shortfall } from './checked-machine.ts';

/** A program that ends at once and is started again and again is active now and then, but not for so long. */
const STEADY_SECONDS = 1;

/** An active unit has been so for a while. */
export async function unitShortfall(
  machine: CheckedMachine,
  { unit, state }: Extract<Expectation, { kind: 'unit' }>,
): Promise<Shortfall> {
  const { code, stdout, stderr } = await machine.run(['systemctl', `is-${state}`, '--', unit]);
  if (code !== 0) return `must be ${state}, but is ${stdout.trim() || stderr.trim()}`;
  if (state === 'enabled' || (await activeSeconds(machine, unit)) >= STEADY_SECONDS) return undefined;
  return `must be active, but has been so for less than ${STEADY_SECONDS} s`;
}

/** By the clocks of the machine: since boot, in microseconds and in seconds. */
async function activeSeconds(machine: CheckedMachine, unit: string): Promise<number> {
  const since = await machine.run([
    'systemctl',
    'show',
    '--property=ActiveEnterTimestampMonotonic',
    '--value',
    '--',
    unit,
  ]);
  const uptime = await machine.run(['cat', '/proc/uptime']);
  return Number.parseFloat(uptime.stdout) - Number(since.stdout) / 1e6;
}
