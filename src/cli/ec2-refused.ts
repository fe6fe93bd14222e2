import type { SourceFile, Step } from '../catalog/source/source-file.ts';
import { partitionOf } from '../machines/ec2/partition.ts';
import type { Problem } from '../problem/problem.ts';
import type { SettingsFile } from './settings-types.gen.ts';

type Ec2File = NonNullable<SettingsFile['ec2']>;

/** What is wrong with a value of `ec2:`, and which one it is. */
interface Complaint {
  readonly steps: readonly Step[];
  readonly message: string;
  readonly hint: string;
}

/** What AWS is known to refuse only when a bake is far along: each is told with its place when the settings are read. */
export function refusedByAws(file: SourceFile, data: Ec2File): Problem[] {
  const places = placesOf(data);
  return [
    ...places.flatMap((place) => keyComplaints(place, data.share_with ?? [])),
    ...regionComplaints(places),
    ...volumeComplaints(data.root_volume ?? {}),
    ...typeComplaints(data),
    ...balancerComplaints(data),
    ...sourceComplaints(data),
    ...sessionComplaints(data, places),
  ].map(({ steps, message, hint }) => ({
    code: 'wrong-value',
    message,
    place: file.placeOf(['ec2', ...steps]),
    hint,
  }));
}

/** A region with its network, and where it stands under `ec2`. */
interface PlaceFile {
  readonly steps: readonly Step[];
  readonly region: string;
  readonly kms_key?: string;
  readonly allow_from?: string;
}

const placesOf = (data: Ec2File): PlaceFile[] => [
  { ...data, steps: [] },
  ...(data.copies ?? []).map((copy, index) => ({ ...copy, steps: ['copies', index] })),
];

/** Images are shared by their key's policy, and nobody can change that of the key that EBS makes by itself. */
function keyComplaints({ steps, region, kms_key: key }: PlaceFile, accounts: readonly string[]): Complaint[] {
  const hint = 'kms_key: alias/images, whose policy lets these accounts use it';
  if (accounts.length > 0 && (key === undefined || key.endsWith('alias/aws/ebs'))) {
    const message = `share_with needs a kms_key in ${region}: AWS shares no image under the key that EBS has by itself`;
    return [{ steps: steps.length === 0 ? ['share_with'] : steps, message, hint }];
  }
  const keyRegion = /^arn:[a-z-]+:kms:([^:]*):/.exec(key ?? '')?.[1];
  if (keyRegion === undefined || keyRegion === region) return [];
  const message = `the key is of ${keyRegion}: EBS in ${region} uses keys of ${region} alone`;
  return [{ steps: [...steps, 'kms_key'], message, hint: 'a key or an alias of each region' }];
}

/** Not of AWS, but of ours: nobody is let in from everywhere unless somebody says so. */
function balancerComplaints({ balancers: { scheme, allow_from: from } = {} }: Ec2File): Complaint[] {
  if (scheme !== 'public' || from !== undefined) return [];
  const message = 'public balancers need allow_from: who may connect to them';
  return [{ steps: ['balancers', 'scheme'], message, hint: 'allow_from: [0.0.0.0/0] lets everybody in' }];
}

/** Of ours, too: this host knows only its address in a network that it is in. */
function sourceComplaints({ connect = 'private', allow_from: from }: Ec2File): Complaint[] {
  if (from !== undefined || connect === 'private' || connect === 'session-manager') return [];
  const [way, whose] =
    connect === 'public' ? ['public', "this host's as machines see it"] : ['a bastion', "the bastion's"];
  const message = `connect: ${way} needs allow_from: the address that ssh comes from, ${whose}`;
  return [{ steps: ['connect'], message, hint: 'allow_from: 203.0.113.7/32' }];
}

/** Images are copied within a partition, and a region has one copy of each. */
function regionComplaints([home, ...copies]: readonly PlaceFile[]): Complaint[] {
  const known = new Set([home?.region]);
  return copies.flatMap(({ steps, region }) => {
    const at = [...steps, 'region'];
    if (known.has(region))
      return [{ steps: at, message: `${region} is named twice`, hint: 'each region once, and not the one that bakes' }];
    known.add(region);
    if (partitionOf(region) === partitionOf(home?.region ?? '')) return [];
    const message = `no image of ${home?.region} is copied to ${region}, which is another partition of AWS`;
    return [{ steps: at, message, hint: 'a rolebake.yaml of its own for accounts there' }];
  });
}

/** Of a gp3 disk that says nothing else. */
const USUAL_IOPS = 3_000;
const IOPS_A_GIB = 500;
const IOPS_A_MIB = 4;

function volumeComplaints({ size, iops = USUAL_IOPS, throughput }: NonNullable<Ec2File['root_volume']>): Complaint[] {
  const mostIops = size === undefined ? iops : Math.max(USUAL_IOPS, size * IOPS_A_GIB);
  const mostMib = Math.floor(iops / IOPS_A_MIB);
  return [
    ...(iops <= mostIops
      ? []
      : [
          {
            steps: ['root_volume', 'iops'],
            message: `a gp3 disk of ${size} GiB has ${mostIops} iops at most, ${IOPS_A_GIB} a GiB`,
            hint: `size: ${Math.ceil(iops / IOPS_A_GIB)}`,
          },
        ]),
    ...(throughput === undefined || throughput <= mostMib
      ? []
      : [
          {
            steps: ['root_volume', 'throughput'],
            message: `a gp3 disk with ${iops} iops gives ${mostMib} MiB a second at most, one for ${IOPS_A_MIB} iops`,
            hint: `iops: ${throughput * IOPS_A_MIB}`,
          },
        ]),
  ];
}

/**
 * Of what a name says for sure: a g after the number is Graviton, i and a are Intel and AMD; where no letter tells, the old
 * generations are older than Graviton.
 */
function typeComplaints({ architecture = 'x86_64', instance_types: types = [] }: Ec2File): Complaint[] {
  const other =
    architecture === 'x86_64'
      ? /^(a1|[a-z]+[0-9]+[a-z]*g[a-z]*)\./
      : /^([a-z]+[0-9]+[ai][a-z]*|t[1-3]|[cmr][1-5][a-fh-z]*)[.-]/;
  return types.flatMap((type, index) =>
    other.test(type)
      ? [
          {
            steps: ['instance_types', index],
            message: `${type} does not run images for ${architecture}`,
            hint: `architecture: ${architecture === 'x86_64' ? 'arm64' : 'x86_64'}`,
          },
        ]
      : [],
  );
}

/** The Session Manager takes an agent that may speak to it, and lets nobody in. */
function sessionComplaints({ connect, instance_profile: profile }: Ec2File, places: readonly PlaceFile[]): Complaint[] {
  if (connect !== 'session-manager') return [];
  const lacking = {
    steps: ['connect'],
    message: "connect: session-manager needs an instance_profile: the machine's agent speaks to AWS in its name",
    hint: 'instance_profile: one whose role has the policy AmazonSSMManagedInstanceCore',
  };
  const superfluous = places.filter(({ allow_from: from }) => from !== undefined);
  return [
    ...(profile === undefined ? [lacking] : []),
    ...superfluous.map(({ steps }) => ({
      steps: [...steps, 'allow_from'],
      message: 'allow_from lets ssh in, and with connect: session-manager nobody is let in',
      hint: 'leave it out',
    })),
  ];
}
