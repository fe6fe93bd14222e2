import type { Instance, ResourceType, Tag } from '@aws-sdk/client-ec2';
import type { ProcessIdentity } from '../../../host/process-identity.ts';
import type { MachinePurpose } from '../../machines.ts';

/** The names of our tags. What has none of them is not ours, whatever it is called. */
export const TAG = {
  area: 'rolebake:area',
  /** The state folder that answers for it. */
  owner: 'rolebake:owner',
  machine: 'rolebake:machine',
  purpose: 'rolebake:purpose',
  /** The process that answers for it, as `pid:start`. */
  baker: 'rolebake:baker',
  hostKey: 'rolebake:host-key',
  wishes: 'rolebake:wishes',
  launched: 'rolebake:launched',
  /** From then on it is nobody's. */
  expires: 'rolebake:expires',
  /** What an image was made for, by whom it was asked for. */
  run: 'rolebake:run',
  /** Of what is in front of an environment's machines. */
  environment: 'rolebake:environment',
  role: 'rolebake:role',
  build: 'rolebake:build',
  endpoint: 'rolebake:endpoint',
  /** Tells machines of one build that came at different times. */
  cohort: 'rolebake:cohort',
  label: 'rolebake:label:',
} as const;

/** What tags say of a machine. */
export interface MachineTags {
  readonly id: string;
  readonly purpose: MachinePurpose;
  readonly owner: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly hostPublicKey: string;
  readonly wishes: string;
  readonly launchedAt: string;
  readonly baker: ProcessIdentity;
  /** ISO 8601; left out for a launched machine, which stays. */
  readonly expires?: string;
}

/** Tags by name. */
export type Tags = Readonly<Record<string, string>>;

/** What tags machines of an area have. */
export function tagsOfMachine(area: string, machine: MachineTags): Tags {
  const { pid, startTime } = machine.baker;
  const labels = Object.entries(machine.labels).map(([key, value]) => [TAG.label + key, value]);
  return {
    Name: machine.id,
    [TAG.area]: area,
    [TAG.owner]: machine.owner,
    [TAG.machine]: machine.id,
    [TAG.purpose]: machine.purpose,
    [TAG.baker]: `${pid}:${startTime}`,
    [TAG.hostKey]: machine.hostPublicKey,
    [TAG.wishes]: machine.wishes,
    [TAG.launched]: machine.launchedAt,
    ...(machine.expires === undefined ? {} : { [TAG.expires]: machine.expires }),
    ...Object.fromEntries(labels),
  };
}

/** What an instance's tags say; undefined for one that is no machine of ours. */
export function machineTags({ Tags: tags }: Pick<Instance, 'Tags'>): MachineTags | undefined {
  const { [TAG.machine]: id, [TAG.owner]: owner = '', [TAG.expires]: expires, ...all } = recordOf(tags);
  if (id === undefined) return undefined;
  const labels = Object.entries(all).filter(([key]) => key.startsWith(TAG.label));
  const [pid = 0, startTime = 0] = (all[TAG.baker] ?? '').split(':').map(Number);
  return {
    ...{ id, owner },
    purpose: all[TAG.purpose] === 'launch' ? 'launch' : 'bake',
    labels: Object.fromEntries(labels.map(([key, value]) => [key.slice(TAG.label.length), value])),
    hostPublicKey: all[TAG.hostKey] ?? '',
    wishes: all[TAG.wishes] ?? '',
    launchedAt: all[TAG.launched] ?? '',
    baker: { pid, startTime },
    ...(expires === undefined ? {} : { expires }),
  };
}

/** Tags as AWS gives them, by name. */
export const recordOf = (tags: readonly Tag[] | undefined): Record<string, string> =>
  Object.fromEntries((tags ?? []).map(({ Key = '', Value = '' }) => [Key, Value]));

/** Tags as AWS takes them, for each kind of thing that a call makes. */
export const tagSpecifications = (kinds: readonly ResourceType[], tags: Tags) =>
  kinds.map((kind) => ({
    ResourceType: kind,
    Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
  }));
