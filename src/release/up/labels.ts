import type { Machine, Machines } from '../../machines/machines.ts';
import type { EnvironmentMachine } from './plan.ts';

/** How the machines of an environment are told from others; a machine that only serves it, such as a balancer, has no `wish`. */
export interface EnvironmentLabels extends Readonly<Record<string, string>> {
  readonly environment: string;
  readonly role: string;
  readonly tag: string;
  readonly wish: string;
}

/** Every machine of an environment; on a host its balancers and its resolver are among them. */
export async function machinesIn(
  { machines }: { readonly machines: Pick<Machines, 'list'> },
  environment: string,
): Promise<Machine[]> {
  return (await machines.list()).filter(({ labels }) => labels['environment'] === environment);
}

/** The machines that run a role's image in an environment. */
export function machinesOf(environment: string, all: readonly Machine[]): EnvironmentMachine[] {
  return all.flatMap(({ id, labels, address, state }) => {
    const { environment: where, role = '', tag = '', wish } = labels;
    if (where !== environment || wish === undefined) return [];
    return [{ id, role, tag, wish, address, isRunning: state === 'running' }];
  });
}
