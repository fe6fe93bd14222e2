import type { Instance } from '@aws-sdk/client-ec2';
import type { Area } from '../../../machines/ec2/area.ts';
import { balancerGroup, openPassage } from '../../../machines/ec2/balancers/balancer-group.ts';
import { noteBalancer } from '../../../machines/ec2/balancers/balancer-records.ts';
import { balancerSubnets } from '../../../machines/ec2/balancers/balancer-subnets.ts';
import type { BalancerOf } from '../../../machines/ec2/balancers/balancer-tags.ts';
import {
  awaitActive,
  type BalancerKind,
  createLoadBalancer,
  findLoadBalancer,
  type LoadBalancer,
} from '../../../machines/ec2/balancers/load-balancers.ts';
import { machineTags } from '../../../machines/ec2/machine/tags.ts';
import type { Site } from '../../../machines/ec2/site/site.ts';
import { Refusal } from '../../../problem/problem.ts';
import type { BalancerSpec, Server } from '../balancers.ts';
import { idOf, runningMachines } from './instances.ts';
import { sendTo } from './send-to.ts';

/** Where balancers are made, and who is told what is waited for. */
export interface BalancerPlace {
  readonly area: Area;
  readonly site: Site;
  readonly say: (words: string) => void;
}

/** Makes a balancer as it should be; gives its address once it can be connected to. */
export async function putBalancer(place: BalancerPlace, spec: BalancerSpec): Promise<{ readonly address: string }> {
  const { area, site, say } = place;
  const { environment, role, listeners } = spec;
  const of: BalancerOf = { environment, role };
  await noteBalancer(area, of);
  const { balancer, group } = await theBalancer(place, of, spec);
  const machines = await runningMachines(site);
  const there = spec.servers.flatMap((server) => placedAt(server, machines.get(server.id)));
  await openPassage(area, site, group, {
    servers: new Set(there.flatMap(({ groups }) => groups)),
    targets: [...listeners, ...there.flatMap(({ endpoints = [] }) => endpoints)].map(({ target }) => target),
    clients: new Set([...machines.values()].filter(isIn(environment)).flatMap(groupsOf)),
    ports: listeners.map(({ port }) => port),
  });
  const running = new Set([...machines.values()].map(idOf));
  const staying = there.filter(({ leaves }) => !leaves);
  await sendTo({ area, site, of, balancer, spec, running }, staying);
  if (balancer.state !== 'active') say(`the load balancer of ${role} in ${environment} is ${balancer.state}`);
  return { address: (await awaitActive(area, site, balancer)).host };
}

/** A machine that does not run any more is left out: AWS takes none such. */
function placedAt({ build, weight, leaves, endpoints }: Server, instance: Instance | undefined) {
  if (!instance) return [];
  const placed = { build, weight, instance: idOf(instance), ...(endpoints === undefined ? {} : { endpoints }) };
  return [{ ...placed, leaves: leaves === true, groups: groupsOf(instance) }];
}

const groupsOf = ({ SecurityGroups: all = [] }: Instance): string[] => all.flatMap(({ GroupId }) => GroupId ?? []);

const isIn = (environment: string) => (instance: Instance) =>
  machineTags(instance)?.labels['environment'] === environment;

async function theBalancer(
  { area, site }: BalancerPlace,
  of: BalancerOf,
  { listeners, lifeSeconds }: BalancerSpec,
): Promise<{ readonly balancer: LoadBalancer; readonly group: string }> {
  const kind = kindOf(listeners);
  const there = await findLoadBalancer(area, site, of);
  if (there && there.kind !== kind) throw otherKind(of, there, kind);
  const group = await balancerGroup(area, site, of, { ports: listeners.map(({ port }) => port), lifeSeconds });
  if (there) return { balancer: there, group };
  const subnets = await balancerSubnets(area, site);
  return { balancer: await createLoadBalancer(area, site, of, { kind, subnets, group, lifeSeconds }), group };
}

/** One that speaks HTTP knows whether a machine is well by its path alone; with an endpoint that has none, all are TCP. */
export const kindOf = (listeners: readonly { readonly health?: string }[]): BalancerKind =>
  listeners.every(({ health }) => health !== undefined) ? 'application' : 'network';

function otherKind({ environment, role }: BalancerOf, { kind }: LoadBalancer, wanted: BalancerKind): Refusal {
  const message = `the load balancer of ${role} in ${environment} is of kind ${kind}, and its endpoints now need one of kind ${wanted}`;
  return new Refusal({ code: 'front-failed', message, hint: `rolebake down --env ${environment}, then up again` });
}
