import type { Expectation } from '../../catalog/checks/check.ts';
import type { CheckedMachine, Shortfall } from './checked-machine.ts';

/** Of the kernel's tables (proc(5)): TCP_LISTEN, and what an unconnected udp socket has. */
const OPEN = { tcp: '0A', udp: '07' } as const;

/** Whether something listens, told by the kernel: no program of the machine is needed but `cat`. */
export async function portShortfall(
  machine: CheckedMachine,
  { port, protocol }: Extract<Expectation, { kind: 'port' }>,
): Promise<Shortfall> {
  const { stdout } = await machine.run(['cat', `/proc/net/${protocol}`, `/proc/net/${protocol}6`]);
  const wanted = port.toString(16).toUpperCase().padStart(4, '0');
  const isOpen = stdout.split('\n').some((line) => {
    const [, local = '', , state] = line.trim().split(/\s+/);
    return state === OPEN[protocol] && local.endsWith(`:${wanted}`);
  });
  return isOpen ? undefined : 'nothing listens';
}
