import { BlockList } from 'node:net';
import { networkInterfaces } from 'node:os';
import { Refusal } from '../../../problem/problem.ts';
import { allPages } from '../api/pages.ts';
import type { Region } from '../api/region.ts';
import type { Connect, Ec2Settings, RegionPlace } from '../settings.ts';

/** The network that machines of a region are in. */
export interface Network {
  readonly vpc: string;
  /** Its addresses, as `172.31.0.0/16`. */
  readonly cidr: string;
  /** In the order in which they are tried. */
  readonly subnets: readonly string[];
  /** From where ssh is let in: addresses, or a security group; undefined: from nowhere. */
  readonly allowFrom?: string;
}

/** Finds the network that the settings tell. Refuses with `wrong-value` where there is none such. */
export async function networkOf(
  region: Region,
  place: RegionPlace,
  { connect }: Pick<Ec2Settings, 'connect'>,
): Promise<Network> {
  const vpc = await vpcOf(region, place);
  const subnets = place.subnets ?? (await subnetsOf(region, place, vpc.VpcId ?? ''));
  const cidr = vpc.CidrBlock ?? '';
  const allowFrom = sourceOf(place, cidr, connect);
  return { vpc: vpc.VpcId ?? '', cidr, subnets, ...(allowFrom === undefined ? {} : { allowFrom }) };
}

async function vpcOf(region: Region, { vpc }: RegionPlace) {
  const filter = vpc === undefined ? { Name: 'is-default', Values: ['true'] } : { Name: 'vpc-id', Values: [vpc] };
  const { Vpcs: [found] = [] } = await region.send('DescribeVpcs', { Filters: [filter] });
  if (found) return found;
  const message = vpc === undefined ? `${region.name} has no default VPC` : `${region.name} has no VPC ${vpc}`;
  throw new Refusal({
    code: 'wrong-value',
    message,
    hint: 'ec2.vpc and ec2.subnets in rolebake.yaml say where machines go',
  });
}

async function subnetsOf(region: Region, { subnetTags = {} }: RegionPlace, vpc: string): Promise<string[]> {
  const tags = Object.entries(subnetTags).map(([key, value]) => ({ Name: `tag:${key}`, Values: [value] }));
  const Filters = [{ Name: 'vpc-id', Values: [vpc] }, ...tags];
  const found = await allPages(
    (page) => region.send('DescribeSubnets', { Filters, ...page }),
    ({ Subnets }) => Subnets,
  );
  const ids = found.map(({ SubnetId = '' }) => SubnetId).sort();
  if (ids.length > 0) return ids;
  const wanted = Object.keys(subnetTags).length > 0 ? ' with the tags of ec2.subnet_tags' : '';
  throw new Refusal({ code: 'wrong-value', message: `${vpc} in ${region.name} has no subnet${wanted}` });
}

function sourceOf({ region, allowFrom }: RegionPlace, network: string, connect: Connect): string | undefined {
  if (connect === 'session-manager') return undefined;
  if (allowFrom !== undefined) return allowFrom;
  if (typeof connect === 'string') return ownAddressIn(network, connect);
  throw new Refusal({
    code: 'wrong-value',
    message: `from where machines in ${region} let the bastion in is not known`,
    hint: 'ec2.allow_from in rolebake.yaml says it: its address in their network, as 10.0.0.5/32, or its security group',
  });
}

/** This host's address in the network, as one of 32 bits: all that ssh is let in from. */
function ownAddressIn(network: string, connect: 'private' | 'public'): string {
  const inside = new BlockList();
  const [base = '', bits = '32'] = network.split('/');
  if (base !== '') inside.addSubnet(base, Number(bits));
  const own = Object.values(networkInterfaces()).flatMap((all) => all ?? []);
  const found = own.find(({ family, address }) => family === 'IPv4' && inside.check(address));
  if (found && connect === 'private') return `${found.address}/32`;
  throw new Refusal({
    code: 'wrong-value',
    message: `no address of this host is in ${network}: which one machines see it under is not known`,
    hint: 'ec2.allow_from in rolebake.yaml says it, as 203.0.113.7/32',
  });
}
