import { resolve } from 'node:path';
import type { SourceFile } from '../catalog/source/source-file.ts';
import type {
  Architecture,
  BalancerSettings,
  Connect,
  Ec2Settings,
  ParentImage,
  RegionPlace,
} from '../machines/ec2/settings.ts';
import { Refusal } from '../problem/problem.ts';
import { refusedByAws } from './ec2-refused.ts';
import { homePath } from './home-path.ts';
import type { SettingsFile } from './settings-types.gen.ts';

type Ec2File = NonNullable<SettingsFile['ec2']>;

/** What a small machine is called, by architecture: enough for Puppet, Chef and most packages. */
const SMALL: Readonly<Record<Architecture, readonly string[]>> = {
  x86_64: ['t3.small', 't3a.small'],
  arm64: ['t4g.small'],
};
/** Debian's own words for architectures. */
const DEBIAN: Readonly<Record<Architecture, string>> = { x86_64: 'amd64', arm64: 'arm64' };

/**
 * The `ec2:` of rolebake.yaml with every default filled in. Refuses a parent that is told in two ways, or in half of one,
 * and what AWS would refuse later.
 */
export function completeEc2(file: SourceFile, data: Ec2File, root: string, state: string): Ec2Settings {
  const refused = refusedByAws(file, data);
  if (refused.length > 0) throw new Refusal(refused);
  const { architecture = 'x86_64', root_volume: volume = {} } = data;
  return {
    state,
    area: data.area ?? 'rolebake',
    connect: connectOf(data.connect ?? 'private', root),
    home: placeOf(data),
    copies: (data.copies ?? []).map(placeOf),
    shareWith: data.share_with ?? [],
    instanceTypes: data.instance_types ?? SMALL[architecture],
    architecture,
    market: data.market ?? 'on-demand',
    rootVolume: {
      ...given('sizeGib', volume.size),
      ...given('iops', volume.iops),
      ...given('throughput', volume.throughput),
    },
    parent: data.parent ? parentOf(file, data.parent) : debian(architecture),
    tags: data.tags ?? {},
    timing: {
      ...given('bootMs', data.boot_timeout && data.boot_timeout * 1_000),
      ...given('imageMs', data.image_timeout && data.image_timeout * 1_000),
    },
    ...given('account', data.account),
    ...given('instanceProfile', data.instance_profile),
    ...given('deprecateAfterDays', data.deprecate_after),
    ...given('prices', data.prices && resolve(root, data.prices)),
    ...given('balancers', data.balancers && balancersOf(data.balancers)),
    ...given('hostedZone', data.hosted_zone),
  };
}

const balancersOf = (data: NonNullable<Ec2File['balancers']>): BalancerSettings => ({
  ...given('scheme', data.scheme),
  ...given('subnets', data.subnets),
  ...given('allowFrom', data.allow_from),
  ...given('certificate', data.certificate),
  ...given('drainingSeconds', data.draining),
});

function connectOf(connect: NonNullable<Ec2File['connect']>, root: string): Connect {
  if (typeof connect === 'string') return connect;
  const { host, port = 22, user, key, host_key: hostKey, known_hosts: known = '~/.ssh/known_hosts' } = connect.bastion;
  return {
    bastion: {
      ...{ host, port, user, knownHosts: homePath(root, known) },
      ...given('key', key === undefined ? undefined : homePath(root, key)),
      ...given('agent', process.env['SSH_AUTH_SOCK'] || undefined),
      ...given('hostKey', hostKey),
    },
  };
}

type PlaceFile = Pick<
  Ec2File,
  'region' | 'endpoint' | 'vpc' | 'subnets' | 'subnet_tags' | 'allow_from' | 'security_groups' | 'kms_key'
>;

const placeOf = (data: PlaceFile): RegionPlace => ({
  region: data.region,
  launchGroups: data.security_groups ?? [],
  ...given('endpoint', data.endpoint),
  ...given('vpc', data.vpc),
  ...given('subnets', data.subnets),
  ...given('subnetTags', data.subnet_tags),
  ...given('allowFrom', data.allow_from),
  ...given('kmsKey', data.kms_key),
});

const debian = (architecture: Architecture): ParentImage => ({
  kind: 'parameter',
  name: `/aws/service/debian/release/12/latest/${DEBIAN[architecture]}`,
});

function parentOf(file: SourceFile, parent: NonNullable<Ec2File['parent']>): ParentImage {
  const { ami, parameter, owner, name, tag } = parent;
  const ways: ParentImage[] = [
    ...(ami === undefined ? [] : [{ kind: 'id' as const, ami }]),
    ...(parameter === undefined ? [] : [{ kind: 'parameter' as const, name: parameter }]),
    ...(owner === undefined || name === undefined ? [] : [{ kind: 'newest' as const, owner, name }]),
    ...(tag === undefined ? [] : [{ kind: 'tag' as const, tag }]),
  ];
  const isWhole = (owner === undefined) === (name === undefined);
  if (ways.length === 1 && ways[0] && isWhole) return ways[0];
  throw new Refusal({
    code: 'wrong-value',
    message: 'a parent is told in one way',
    place: file.placeOf(['ec2', 'parent']),
    hint: '{ami: ...}, {parameter: ...}, {owner: ..., name: ...} or {tag: ...}',
  });
}

/** A property that is there only with a value. */
function given<K extends string, V>(key: K, value: V | undefined): { readonly [key in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { [key in K]: V });
}
