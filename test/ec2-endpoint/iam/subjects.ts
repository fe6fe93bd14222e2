import type { Params } from '../protocol/params.ts';
import { ACCOUNT } from '../state/cloud.ts';
import type { Region } from '../state/region.ts';
import type { Thing } from '../state/things.ts';
import { arnIn, serviceIn } from './arn.ts';
import type { Subject } from './policy.ts';

/** A call of EC2 as IAM sees it. */
export interface AskedCall {
  readonly action: string;
  readonly params: Params;
  readonly region: Region;
  /** Another region by its name. */
  readonly regionAt: (name: string) => Region;
}

type Kind = 'image' | 'instance' | 'network-interface' | 'security-group' | 'snapshot' | 'subnet' | 'volume' | 'vpc';

/** Of one kind of things that a call is about: those that are there with their tags, or the one that it makes. */
type Part = (call: AskedCall) => Touched[];
type Touched = Omit<Subject, 'action'> & Partial<Subject>;

/** What is there, by its id. What is not there is nothing to IAM: the call itself says so. */
const there =
  (kind: Kind, of: (region: Region) => ReadonlyMap<string, Thing>, ids: (params: Params) => readonly string[]): Part =>
  ({ region, params }) =>
    ids(params).flatMap((id) => {
      const tags = of(region).get(id)?.tags;
      return tags === undefined ? [] : [{ arn: arnOf(region, kind, id), keys: tagKeys('aws:ResourceTag', tags) }];
    });

/** What the call makes, with the tags that it asks for. */
const made =
  (kind: Kind, more: (params: Params) => Record<string, string> = () => ({})): Part =>
  ({ region, params }) => [{ arn: arnOf(region, kind, '*'), keys: { ...requestTags(params, kind), ...more(params) } }];

const one = (name: string) => (params: Params) => [params.text(name) ?? ''];
const all = (name: string) => (params: Params) => params.list(name);
const interfaces = (params: Params) => params.items('NetworkInterface');

const GROUP = there('security-group', ({ securityGroups }) => securityGroups, one('GroupId'));
const IMAGE = there('image', ({ images }) => images, one('ImageId'));
const TAGGED: readonly Part[] = [
  there('image', ({ images }) => images, all('ResourceId')),
  there('instance', ({ instances }) => instances, all('ResourceId')),
  there('network-interface', ({ networkInterfaces }) => networkInterfaces, all('ResourceId')),
  there('security-group', ({ securityGroups }) => securityGroups, all('ResourceId')),
  there('snapshot', ({ snapshots }) => snapshots, all('ResourceId')),
  there('volume', ({ volumes }) => volumes, all('ResourceId')),
];
const INSTANCES = there('instance', ({ instances }) => instances, all('InstanceId'));
const INSTANCE = there('instance', ({ instances }) => instances, one('InstanceId'));

/** By action: what AWS's service authorization reference (May 2026) lists for it, of the calls that rolebake makes. */
const PARTS: Readonly<Record<string, readonly Part[]>> = {
  AuthorizeSecurityGroupEgress: [GROUP],
  AuthorizeSecurityGroupIngress: [GROUP],
  CopyImage: [made('image'), made('snapshot'), (call) => sourceOfCopy(call)],
  CreateImage: [made('image'), made('snapshot'), INSTANCE],
  CreateTags: TAGGED,
  CreateSecurityGroup: [made('security-group'), there('vpc', ({ vpcs }) => vpcs, one('VpcId'))],
  DeleteSecurityGroup: [GROUP],
  DeleteSnapshot: [there('snapshot', ({ snapshots }) => snapshots, one('SnapshotId'))],
  DeleteVolume: [there('volume', ({ volumes }) => volumes, one('VolumeId'))],
  DeregisterImage: [IMAGE],
  EnableImageDeprecation: [IMAGE],
  GetConsoleOutput: [INSTANCE],
  ModifyImageAttribute: [IMAGE],
  RevokeSecurityGroupEgress: [GROUP],
  RevokeSecurityGroupIngress: [GROUP],
  RunInstances: [
    IMAGE,
    made('instance', (params) => given('ec2:MetadataHttpTokens', params.part('MetadataOptions').text('HttpTokens'))),
    made('network-interface'),
    made('volume', (params) => given('ec2:Encrypted', disk(params)?.text('Encrypted'))),
    there(
      'security-group',
      ({ securityGroups }) => securityGroups,
      (params) => interfaces(params).flatMap((face) => face.list('SecurityGroupId')),
    ),
    there(
      'subnet',
      ({ subnets }) => subnets,
      (params) => interfaces(params).flatMap((face) => face.text('SubnetId') ?? []),
    ),
    (call) => snapshotsOfImage(call),
    ({ params, region }) => rolesGiven(region.name, params),
  ],
  StopInstances: [INSTANCES],
  TerminateInstances: [INSTANCES],
};

/** All that a call needs a right for. What only looks is about everything. */
export function subjectsOf(call: AskedCall): Subject[] {
  const { action, params, region } = call;
  if (action.startsWith('Describe')) return [{ action: `ec2:${action}`, arn: '*', keys: {} }];
  const parts = PARTS[action];
  if (!parts) throw new Error(`what ${action} is about is not known: ${import.meta.filename}`);
  const subjects = parts.flatMap((part) => part(call)).map((subject) => ({ action: `ec2:${action}`, ...subject }));
  const tags = params.items('TagSpecification').map((item) => {
    const kind = item.required('ResourceType');
    const keys = { ...requestTags(params, kind), 'ec2:CreateAction': action };
    return { action: 'ec2:CreateTags', arn: arnOf(region, kind, '*'), keys };
  });
  return [...subjects, ...tags];
}

/** Public images and snapshots belong to no account in their names. */
const arnOf = ({ name }: Region, kind: string, id: string): string =>
  arnIn(name, 'ec2', `${kind}/${id}`, `${name}:${kind === 'image' || kind === 'snapshot' ? '' : ACCOUNT}`);

const disk = (params: Params) => params.items('BlockDeviceMapping')[0]?.part('Ebs');

const given = (key: string, value: string | undefined): Record<string, string> =>
  value === undefined ? {} : { [key]: value };

const tagKeys = (key: string, tags: ReadonlyMap<string, string>): Record<string, string> =>
  Object.fromEntries([...tags].map(([name, value]) => [`${key}/${name}`, value]));

function requestTags(params: Params, kind: string): Record<string, string> {
  const items = params.items('TagSpecification').filter((item) => item.text('ResourceType') === kind);
  const tags = items.flatMap((item) => item.items('Tag'));
  return tagKeys('aws:RequestTag', new Map(tags.map((tag) => [tag.required('Key'), tag.text('Value') ?? ''])));
}

/** The machine's role, by the name of its profile. */
function rolesGiven(region: string, params: Params): Touched[] {
  const name = params.part('IamInstanceProfile').text('Name');
  if (name === undefined) return [];
  const keys = { 'iam:PassedToService': serviceIn(region, 'ec2') };
  return [{ action: 'iam:PassRole', arn: arnIn(region, 'iam', `role/${name}`, `:${ACCOUNT}`), keys }];
}

function sourceOfCopy({ params, regionAt }: AskedCall): Touched[] {
  const region = regionAt(params.text('SourceRegion') ?? '');
  const id = params.text('SourceImageId') ?? '';
  const tags = region.images.get(id)?.tags;
  const keys = tagKeys('aws:ResourceTag', tags ?? new Map());
  return tags === undefined ? [] : [{ arn: arnOf(region, 'image', id), keys }, ...snapshotsOf(region, id)];
}

const snapshotsOfImage = ({ params, region }: AskedCall): Touched[] =>
  snapshotsOf(region, params.text('ImageId') ?? '');

function snapshotsOf(region: Region, ami: string): Touched[] {
  const { devices = [] } = region.images.get(ami) ?? {};
  return devices.map(({ snapshotId }) => ({
    arn: arnOf(region, 'snapshot', snapshotId),
    keys: tagKeys('aws:ResourceTag', region.snapshots.get(snapshotId)?.tags ?? new Map()),
  }));
}
