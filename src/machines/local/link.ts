import { existsSync } from 'node:fs';
import { runChecked } from '../../host/processes.ts';
import { type Area, hostName } from './area.ts';
import { areaSubnet } from './network.ts';
import { addressAt, parseSubnet, subnetSize } from './subnet.ts';

/** The lowest free address; 0 is the network, 1 the host, the last is broadcast. Under the host lock. */
export function freeAddress(area: Area, taken: readonly string[]): string {
  const subnet = areaSubnet(area);
  for (let offset = 2; offset < subnetSize(subnet) - 1; offset++) {
    const address = addressAt(subnet, offset);
    if (!taken.includes(address)) return address;
  }
  throw new Error(`${area.subnet} has no free address`);
}

/** The host's end of the machine's cable: the area and the address's offset, within a link name's 15 bytes. */
export function linkName(area: Area, address: string): string {
  return `${area.name}-${(parseSubnet(address)?.base ?? 0) - areaSubnet(area).base}`;
}

/** Makes the machine's network name space and its cable to the bridge; remains of the same name go first. */
export async function attach(area: Area, id: string, address: string, outbound: boolean): Promise<void> {
  const { run } = area.effects;
  const [space, link] = [hostName(area, id), linkName(area, address)];
  const subnet = areaSubnet(area);
  await detach(area, id, address);
  await runChecked(run, { argv: ['ip', 'netns', 'add', space] });
  const cable = [
    `link add ${link} type veth peer name eth0 address ${macOf(address)} netns ${space}`,
    `link set ${link} master ${area.bridge} up`,
  ];
  await runChecked(run, { argv: ['ip', '-batch', '-'], input: `${cable.join('\n')}\n` });
  const inside = ['link set lo up', `addr add ${address}/${subnet.bits} dev eth0`, 'link set eth0 up'];
  if (outbound) inside.push(`route add default via ${addressAt(subnet, 1)}`);
  await runChecked(run, { argv: ['ip', '-n', space, '-batch', '-'], input: `${inside.join('\n')}\n` });
}

/** Removes name space and cable; what is not there is fine. */
export async function detach(area: Area, id: string, address?: string): Promise<void> {
  const { run } = area.effects;
  if (address && existsSync(`/sys/class/net/${linkName(area, address)}`)) {
    await run({ argv: ['ip', 'link', 'delete', linkName(area, address)] });
  }
  if (existsSync(`/run/netns/${hostName(area, id)}`)) {
    await runChecked(run, { argv: ['ip', 'netns', 'delete', hostName(area, id)] });
  }
}

/** Follows from the address, so that neighbour caches hold when an address is used again. */
export function macOf(address: string): string {
  return ['02', '72', ...address.split('.').map((byte) => Number(byte).toString(16).padStart(2, '0'))].join(':');
}
