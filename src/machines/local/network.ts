import { existsSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { runChecked } from '../../host/processes.ts';
import { Refusal } from '../../problem/problem.ts';
import type { Area } from './area.ts';
import { addressAt, machineNetwork, parseSubnet, type Subnet, subnetsOverlap } from './subnet.ts';
import { raiseSysctls, restoreSysctls } from './sysctls.ts';

/** A fixed address keeps machines' neighbour caches right while ports come and go. */
const BRIDGE_MAC = '02:72:62:00:00:01';

/** The area's network as numbers; offset 1 is the host's own address on the bridge. */
export const areaSubnet = (area: Area): Subnet => machineNetwork(area.subnet);

/** Makes bridge, masquerade and sysctls unless they are complete. Under the host lock. */
export async function networkUp(area: Area): Promise<void> {
  if (existsSync(completeMarker(area)) && existsSync(`/sys/class/net/${area.bridge}`)) return;
  const { run } = area.effects;
  const subnet = areaSubnet(area);
  await deleteBridge(area);
  await refuseTakenSubnet(area, subnet);
  await raiseSysctls(area.name);
  const lines = [
    `link add name ${area.bridge} address ${BRIDGE_MAC} type bridge`,
    `addr add ${addressAt(subnet, 1)}/${subnet.bits} dev ${area.bridge}`,
    `link set ${area.bridge} up`,
  ];
  await runChecked(run, { argv: ['ip', '-batch', '-'], input: `${lines.join('\n')}\n` });
  await runChecked(run, { argv: ['nft', '-f', '-'], input: masquerade(area) });
  await writeFile(completeMarker(area), '');
}

/** Takes the network down and puts the sysctls back; what is not there is fine. Under the host lock. */
export async function networkDown(area: Area): Promise<void> {
  await rm(completeMarker(area), { force: true });
  await area.effects.run({ argv: ['nft', 'delete', 'table', 'ip', area.name] });
  await deleteBridge(area);
  await restoreSysctls(area.name);
}

const completeMarker = (area: Area) => `${area.runtime}/network-is-up`;

async function deleteBridge(area: Area): Promise<void> {
  if (existsSync(`/sys/class/net/${area.bridge}`)) {
    await runChecked(area.effects.run, { argv: ['ip', 'link', 'delete', area.bridge] });
  }
}

/** Replaces the table in one transaction, whether or not it was there. */
function masquerade(area: Area): string {
  return `table ip ${area.name}
delete table ip ${area.name}
table ip ${area.name} {
  chain postrouting {
    type nat hook postrouting priority 100
    ip saddr ${area.subnet} ip daddr != ${area.subnet} masquerade
  }
}
`;
}

async function refuseTakenSubnet(area: Area, subnet: Subnet): Promise<void> {
  const stdout = await runChecked(area.effects.run, { argv: ['ip', '-json', '-4', 'route'] });
  const routes = JSON.parse(stdout) as { dst: string; dev?: string }[];
  const taken = routes.find(({ dst }) => {
    const other = parseSubnet(dst);
    return other !== undefined && subnetsOverlap(subnet, other);
  });
  if (!taken) return;
  throw new Refusal({
    code: 'subnet-in-use',
    message: `${area.subnet} is in use on this host: ${taken.dst} by ${taken.dev ?? 'a route'}`,
    hint: 'choose another network for machines in the settings',
  });
}
