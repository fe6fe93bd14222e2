import type { Effects } from '../../../../src/host/effects.ts';
import { runChecked } from '../../../../src/host/processes.ts';
import { type Area, hostName } from '../../../../src/machines/local/area.ts';
import { areaSubnet } from '../../../../src/machines/local/network.ts';
import { addressAt } from '../../../../src/machines/local/subnet.ts';

/**
 * Leads what machines send to 169.254.169.254 to the service's port at the host's address on their bridge. No interface
 * gets that address, and nothing that comes another way is touched.
 */
export async function routeMetadata(area: Area, host: string, port: number): Promise<void> {
  const table = tableName(area.name);
  const rules = `table ip ${table}
delete table ip ${table}
table ip ${table} {
  chain prerouting {
    type nat hook prerouting priority -100
    iifname "${area.bridge}" ip daddr 169.254.169.254 tcp dport 80 dnat to ${host}:${port}
  }
}
`;
  await runChecked(area.effects.run, { argv: ['nft', '-f', '-'], input: rules });
}

/** Shows a machine the way to the service, which it has even where it has no other way out. */
export async function addMetadataRoute(area: Area, id: string): Promise<void> {
  const host = addressAt(areaSubnet(area), 1);
  const argv = ['ip', '-n', hostName(area, id), 'route', 'add', '169.254.169.254/32', 'via', host] as const;
  await runChecked(area.effects.run, { argv });
}

/** What is not there is fine. */
export async function unrouteMetadata({ run }: Pick<Effects, 'run'>, area: string): Promise<void> {
  await run({ argv: ['nft', 'delete', 'table', 'ip', tableName(area)] });
}

const tableName = (area: string): string => `${area}_metadata`;
