import { setTimeout as sleep } from 'node:timers/promises';
import {
  type _InstanceType,
  DescribeImagesCommand,
  DescribeInstancesCommand,
  type EC2Client,
  type Instance,
  type RunInstancesCommandInput,
} from '@aws-sdk/client-ec2';

/** Debian's public image in the client's region. */
async function debianImage(client: EC2Client): Promise<string> {
  const wish = { Owners: ['136693071363'], Filters: [{ Name: 'name', Values: ['debian-12-amd64-*'] }] };
  const { Images = [] } = await client.send(new DescribeImagesCommand(wish));
  return Images[0]?.ImageId ?? '';
}

/** What every instance of these tests is asked for with. */
export async function oneInstance(
  client: EC2Client,
  wishes: Partial<RunInstancesCommandInput> = {},
): Promise<RunInstancesCommandInput> {
  const InstanceType: _InstanceType = 't3.small';
  return { ImageId: await debianImage(client), InstanceType, MinCount: 1, MaxCount: 1, ...wishes };
}

/** The instance as it is now. */
export async function look(client: EC2Client, id: string | undefined): Promise<Instance> {
  const { Reservations = [] } = await client.send(new DescribeInstancesCommand({ InstanceIds: [id ?? ''] }));
  return Reservations[0]?.Instances?.[0] ?? {};
}

/** Waits until an instance is in a state, and gives it. */
export async function inState(
  client: EC2Client,
  id: string | undefined,
  state: string,
  timeoutMs = 5_000,
): Promise<Instance> {
  for (const deadline = performance.now() + timeoutMs; ; await sleep(20)) {
    const instance = await look(client, id);
    if (instance.State?.Name === state) return instance;
    if (performance.now() > deadline) throw new Error(`${id} is ${instance.State?.Name}, not ${state}`);
  }
}

/** The code of the error that a call ends with. */
export async function errorOf(call: Promise<unknown>): Promise<string> {
  return call.then(
    () => 'no error',
    (error: Error) => error.name,
  );
}
