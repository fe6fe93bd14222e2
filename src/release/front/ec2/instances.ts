import type { Instance } from '@aws-sdk/client-ec2';
import { machineTags } from '../../../machines/ec2/machine/tags.ts';
import type { Site } from '../../../machines/ec2/site/site.ts';

/** AWS's own name of a machine. */
export const idOf = ({ InstanceId = '' }: Instance): string => InstanceId;

/** The names of our machines by AWS's own for them. */
export async function machinesByInstance(site: Site): Promise<Map<string, string>> {
  const all = await site.instances.look();
  return new Map(all.flatMap((one) => named(one).map((id) => [idOf(one), id])));
}

/** What AWS has of machines that run, by our names for them. */
export async function runningMachines(site: Site): Promise<Map<string, Instance>> {
  const all = (await site.instances.look()).filter(({ State }) => State?.Name === 'running');
  return new Map(all.flatMap((one) => named(one).map((id) => [id, one])));
}

const named = (instance: Instance): string[] => [machineTags(instance)?.id].filter((id) => id !== undefined);
