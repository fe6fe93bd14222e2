import { arnIn } from '../iam/arn.ts';
import { type FilterTable, filtered } from '../protocol/filters.ts';
import { paged } from '../protocol/paging.ts';
import { ACCOUNT } from '../state/cloud.ts';
import type { Address, NetworkInterface, Subnet, Vpc } from '../state/things.ts';
import { asked, type Call, NO_INTERFACE, NO_SUBNET, NO_VPC, visible } from './call.ts';
import { interfaceForm } from './instance-form.ts';
import { tagSet } from './tags.ts';

const VPC_FILTERS: FilterTable<Vpc> = {
  cidr: ({ cidrBlock }) => [cidrBlock],
  isDefault: ({ isDefault }) => [String(isDefault)],
  'is-default': ({ isDefault }) => [String(isDefault)],
  'vpc-id': ({ id }) => [id],
};

const SUBNET_FILTERS: FilterTable<Subnet> = {
  'availability-zone': ({ availabilityZone }) => [availabilityZone],
  availabilityZone: ({ availabilityZone }) => [availabilityZone],
  'default-for-az': () => ['true'],
  defaultForAz: () => ['true'],
  state: () => ['available'],
  'subnet-id': ({ id }) => [id],
  'vpc-id': ({ vpcId }) => [vpcId],
};

const INTERFACE_FILTERS: FilterTable<NetworkInterface> = {
  'attachment.instance-id': ({ instanceId }) => [instanceId],
  'group-id': ({ groups }) => groups,
  'network-interface-id': ({ id }) => [id],
  'subnet-id': ({ subnet }) => [subnet.id],
  'vpc-id': ({ subnet }) => [subnet.vpcId],
};

const ADDRESS_FILTERS: FilterTable<Address> = {
  'allocation-id': ({ id }) => [id],
  'instance-id': ({ instanceId }) => [instanceId],
  'public-ip': ({ publicIp }) => [publicIp],
};

export const describeVpcs: Call = (context) => {
  const { params, region } = context;
  const vpcs = filtered(asked(region.vpcs, params.list('VpcId'), NO_VPC, context), params, VPC_FILTERS);
  const { page, nextToken } = paged(vpcs, params);
  const vpcSet = page.map(({ id, cidrBlock, isDefault, tags }) => ({
    ...{
      vpcId: id,
      ownerId: ACCOUNT,
      state: 'available',
      cidrBlock,
      dhcpOptionsId: 'dopt-1',
      instanceTenancy: 'default',
    },
    ...{
      isDefault,
      cidrBlockAssociationSet: [cidrAssociation(cidrBlock)],
      ipv6CidrBlockAssociationSet: [],
      tagSet: tagSet(tags),
    },
  }));
  return { vpcSet, nextToken };
};

const cidrAssociation = (cidrBlock: string) => ({
  associationId: 'vpc-cidr-assoc-1',
  cidrBlock,
  cidrBlockState: { state: 'associated' },
});

export const describeSubnets: Call = (context) => {
  const { params, region } = context;
  const subnets = filtered(asked(region.subnets, params.list('SubnetId'), NO_SUBNET, context), params, SUBNET_FILTERS);
  const { page, nextToken } = paged(subnets, params);
  const subnetSet = page.map(({ id, vpcId, cidrBlock, availabilityZone, mapPublicIpOnLaunch, tags }) => ({
    subnetId: id,
    subnetArn: arnIn(region.name, 'ec2', `subnet/${id}`),
    state: 'available',
    ownerId: ACCOUNT,
    ...{ vpcId, cidrBlock, availabilityZone, mapPublicIpOnLaunch },
    availableIpAddressCount: 4091,
    availabilityZoneId: availabilityZone,
    defaultForAz: true,
    assignIpv6AddressOnCreation: false,
    ipv6CidrBlockAssociationSet: [],
    ipv6Native: false,
    tagSet: tagSet(tags),
  }));
  return { subnetSet, nextToken };
};

export const describeNetworkInterfaces: Call = (context) => {
  const { params, region } = context;
  const faces = asked(region.networkInterfaces, params.list('NetworkInterfaceId'), NO_INTERFACE, context);
  const { page, nextToken } = paged(filtered(faces, params, INTERFACE_FILTERS), params);
  const networkInterfaceSet = page.flatMap((face) => {
    const instance = region.instances.get(face.instanceId);
    return instance ? [interfaceForm(region, face, instance)] : [];
  });
  return { networkInterfaceSet, nextToken };
};

/** Elastic addresses: nothing here makes one. */
export const describeAddresses: Call = (context) => {
  const addresses = filtered(visible(context.region.addresses, context), context.params, ADDRESS_FILTERS);
  const addressesSet = addresses.map(({ id, publicIp, instanceId, tags }) => ({
    ...{ publicIp, allocationId: id, domain: 'vpc', instanceId, tagSet: tagSet(tags) },
  }));
  return { addressesSet };
};
