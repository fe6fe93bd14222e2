import { setTimeout as sleep } from 'node:timers/promises';
import type { Endpoint } from '../ec2-endpoint/endpoint.ts';

type Region = ReturnType<Endpoint['cloud']['region']>;

/** What came of all requests. */
export interface Served {
  readonly failures: readonly string[];
  /** How many answers had each body. */
  readonly bodies: ReadonlyMap<string, number>;
}

/** Asks for a page as a load balancer of the endpoint passes it on: by its listener's shares, to one of a group's targets. */
export async function pageThrough(region: Region, role: string): Promise<string> {
  const address = targetOf(region, role);
  const response = await fetch(address, { signal: AbortSignal.timeout(10_000) });
  if (response.status !== 200) throw new Error(`${address} says ${response.status}`);
  return (await response.text()).trim();
}

/** Asks steadily, so many times a second, until it is stopped. */
export function loadThrough(region: Region, role: string, rate: number): { stop(): Promise<Served> } {
  const failures: string[] = [];
  const bodies = new Map<string, number>();
  const open = new Set<Promise<void>>();
  let isOn = true;
  const ask = async () => {
    const body = await pageThrough(region, role);
    bodies.set(body, (bodies.get(body) ?? 0) + 1);
  };
  const going = (async () => {
    while (isOn) {
      const one = ask().catch((error: Error) => void failures.push(`${error.message} ${String(error.cause ?? '')}`));
      open.add(one);
      void one.then(() => open.delete(one));
      await sleep(1000 / rate);
    }
  })();
  return {
    stop: async () => {
      isOn = false;
      await going;
      await Promise.all(open);
      return { failures, bodies };
    },
  };
}

function targetOf(region: Region, role: string): string {
  const balancer = [...region.loadBalancers.values()].find(({ tags }) => tags.get('rolebake:role') === role);
  const listener = [...region.listeners.values()].find((one) => one.balancer === balancer?.id);
  const group = region.targetGroups.get(byShare(listener?.forwards ?? []) ?? '');
  const targets = [...(group?.targets ?? [])].filter(([, { drainedAt }]) => drainedAt === undefined);
  const [id = '', { port }] = targets[Math.floor(Math.random() * targets.length)] ?? ['', { port: 0 }];
  const instance = region.instances.get(id);
  if (!instance) throw new Error(`the balancer of ${role} sends to nobody`);
  return `http://${instance.privateIp}:${port}/`;
}

function byShare(forwards: readonly { readonly group: string; readonly weight: number }[]): string | undefined {
  let left = Math.random() * forwards.reduce((sum, { weight }) => sum + weight, 0);
  return forwards.find(({ weight }) => {
    left -= weight;
    return weight > 0 && left < 0;
  })?.group;
}
