import type { Instance } from '@aws-sdk/client-ec2';
import type { MachineState } from '../../machines.ts';
import type { Ec2Machine } from '../ec2-machine.ts';
import { addressOf } from '../reach/reach.ts';
import type { Ec2Settings } from '../settings.ts';
import type { MachineRecord } from './records.ts';
import { type MachineTags, machineTags } from './tags.ts';

/** A machine as AWS shows it, and as our record of it says what AWS cannot know; undefined where neither knows one. */
export function machineOf(
  settings: Pick<Ec2Settings, 'connect'>,
  region: string,
  instance: Instance | undefined,
  record: MachineRecord | undefined,
): Ec2Machine | undefined {
  const tags: MachineTags | undefined = record ?? (instance && machineTags(instance));
  if (!tags) return undefined;
  const { id, purpose, owner, labels, hostPublicKey, launchedAt, baker } = tags;
  return {
    ...{ id, purpose, owner, labels, hostPublicKey, launchedAt, baker, region },
    address: (instance && addressOf(settings.connect, instance)) ?? '',
    state: stateOf(instance, record),
    instance: instance?.InstanceId ?? record?.instance ?? '',
    instanceType: instance?.InstanceType ?? record?.call?.instanceType ?? '',
  };
}

/** One that AWS no longer has has ended by itself: that is a stopped one, as on a host. */
function stateOf(instance: Instance | undefined, record: MachineRecord | undefined): MachineState {
  const name = instance?.State?.Name;
  if (record?.state === 'terminating' || name === 'shutting-down' || name === 'terminated') return 'terminating';
  if (name === 'stopped') return 'stopped';
  if (name === undefined) return record?.state === 'launching' ? 'launching' : 'stopped';
  return record?.state === 'launching' || name === 'pending' ? 'launching' : 'running';
}
