import { AwsError } from '../protocol/aws-error.ts';
import { paged } from '../protocol/paging.ts';
import type { Architecture } from '../state/things.ts';
import type { Call } from './call.ts';

interface InstanceType {
  readonly architecture: Architecture;
  readonly cpus: number;
  readonly memoryMiB: number;
}

/** Some types; the families with a `g` after their number have Arm processors. */
const TYPES: Readonly<Record<string, InstanceType>> = {
  't3.micro': { architecture: 'x86_64', cpus: 2, memoryMiB: 1024 },
  't3.small': { architecture: 'x86_64', cpus: 2, memoryMiB: 2048 },
  't3.medium': { architecture: 'x86_64', cpus: 2, memoryMiB: 4096 },
  't3a.small': { architecture: 'x86_64', cpus: 2, memoryMiB: 2048 },
  't3a.medium': { architecture: 'x86_64', cpus: 2, memoryMiB: 4096 },
  'm5.large': { architecture: 'x86_64', cpus: 2, memoryMiB: 8192 },
  'm6i.large': { architecture: 'x86_64', cpus: 2, memoryMiB: 8192 },
  'm7i.large': { architecture: 'x86_64', cpus: 2, memoryMiB: 8192 },
  'c6i.large': { architecture: 'x86_64', cpus: 2, memoryMiB: 4096 },
  'c7i.large': { architecture: 'x86_64', cpus: 2, memoryMiB: 4096 },
  't4g.micro': { architecture: 'arm64', cpus: 2, memoryMiB: 1024 },
  't4g.small': { architecture: 'arm64', cpus: 2, memoryMiB: 2048 },
  't4g.medium': { architecture: 'arm64', cpus: 2, memoryMiB: 4096 },
  'm7g.large': { architecture: 'arm64', cpus: 2, memoryMiB: 8192 },
  'c7g.large': { architecture: 'arm64', cpus: 2, memoryMiB: 4096 },
};

/** Refused like AWS refuses a type that it does not know. */
export function instanceTypeNamed(name: string): InstanceType {
  const type = Object.hasOwn(TYPES, name) ? TYPES[name] : undefined;
  if (type) return type;
  throw new AwsError('InvalidInstanceType', `The following supplied instance types do not exist: [${name}]`);
}

export const describeInstanceTypes: Call = ({ params }) => {
  const names = params.list('InstanceType');
  const { page, nextToken } = paged(names.length > 0 ? names : Object.keys(TYPES), params);
  const instanceTypeSet = page.map((name) => {
    const { architecture, cpus, memoryMiB } = instanceTypeNamed(name);
    return {
      instanceType: name,
      currentGeneration: true,
      supportedUsageClasses: ['on-demand', 'spot'],
      supportedRootDeviceTypes: ['ebs'],
      hypervisor: 'nitro',
      processorInfo: { supportedArchitectures: [architecture] },
      vCpuInfo: { defaultVCpus: cpus },
      memoryInfo: { sizeInMiB: memoryMiB },
    };
  });
  return { instanceTypeSet, nextToken };
};

export const describeInstanceTypeOfferings: Call = ({ params, region }) => {
  const locationType = params.text('LocationType') ?? 'region';
  const places = [...region.subnets.values()].map(({ availabilityZone }) => availabilityZone);
  const locations = locationType === 'availability-zone' ? places : [region.name];
  const wanted = valuesOf(params.items('Filter'), 'instance-type') ?? Object.keys(TYPES);
  const at = valuesOf(params.items('Filter'), 'location') ?? locations;
  const offers = wanted
    .filter((name) => Object.hasOwn(TYPES, name))
    .flatMap((name) => locations.filter((place) => at.includes(place)).map((location) => ({ name, location })));
  const { page, nextToken } = paged(offers, params);
  const instanceTypeOfferingSet = page.map(({ name, location }) => ({ instanceType: name, locationType, location }));
  return { instanceTypeOfferingSet, nextToken };
};

function valuesOf(
  filters: readonly { text(name: string): string | undefined; list(name: string): string[] }[],
  name: string,
) {
  return filters.find((filter) => filter.text('Name') === name)?.list('Value');
}
