import { realEc2Effects } from '../../../src/machines/ec2/area.ts';
import { ec2Machines } from '../../../src/machines/ec2/ec2-machines.ts';
import type { Ec2Settings } from '../../../src/machines/ec2/settings.ts';
import type { BalancerSpec, Balancers, Server } from '../../../src/release/front/balancers.ts';
import { ec2Balancers } from '../../../src/release/front/ec2/ec2-balancers.ts';

const LISTENERS = [
  { endpoint: 'http', port: 80, target: 8080, health: '/healthz' },
  { endpoint: 'admin', port: 8081, target: 8081, health: '/healthz' },
];

const of = (...servers: Server[]): BalancerSpec => {
  return { environment: 'test', role: 'web', listeners: LISTENERS, servers };
};

const server = (id: string, build: number, weight: number, more: Partial<Server> = {}): Server => {
  return { id, build, weight, address: '10.0.0.1', ...more };
};

/** A balancer's whole way from the first build of a role to the second one: what it is told, one after the other. */
export const WAY: readonly BalancerSpec[] = [
  of(),
  of(server('web-1', 1, 256)),
  of(server('web-1', 1, 256), server('web-2', 2, 28)),
  of(server('web-1', 1, 0, { leaves: true }), server('web-2', 2, 256)),
];

/** Goes that way, and to its end. */
export async function balancerLife(balancers: Balancers): Promise<void> {
  for (const spec of WAY) await balancers.put(spec);
  await balancers.remove('test', 'web');
}

const [text] = process.argv.slice(2);
if (import.meta.main && text !== undefined) {
  await using machines = ec2Machines(JSON.parse(text) as Ec2Settings, { ...realEc2Effects, greets: async () => true });
  await balancerLife(ec2Balancers(machines.area));
  process.stdout.write('done\n');
}
