import { realEc2Effects } from '../../../src/machines/ec2/area.ts';
import { ec2Machines } from '../../../src/machines/ec2/ec2-machines.ts';
import type { Ec2Settings } from '../../../src/machines/ec2/settings.ts';
import { route53Zones } from '../../../src/release/front/ec2/route53-zones.ts';
import type { HostRecords, Zones } from '../../../src/release/front/zones.ts';

export const ZONE = 'test.shop.example';

const named = (build: number): HostRecords => new Map([[`web-${build}.${ZONE}`, [`10.0.0.${build}`]]]);

/** What is named in the end. */
export const NAMED = named(2);

/** The names of an environment from the first build of a role to the second one. */
export async function putNames(zones: Zones): Promise<void> {
  await zones.ensure('test', ZONE);
  for (const build of [1, 2]) await zones.put('test', ZONE, named(build), new Map());
}

const [text] = process.argv.slice(2);
if (import.meta.main && text !== undefined) {
  await using machines = ec2Machines(JSON.parse(text) as Ec2Settings, { ...realEc2Effects, greets: async () => true });
  const zones = route53Zones(machines.area);
  await putNames(zones);
  await zones.remove('test');
  process.stdout.write('done\n');
}
