import type { Cloud } from './cloud.ts';
import type { Region } from './region.ts';
import type { Instance } from './things.ts';

/** What is being done with an instance's machine; the next act waits for it. */
const underWay = new WeakMap<Instance, Promise<void>>();

/** Starts the machine of an instance that is pending. */
export function beginInstance(cloud: Cloud, region: Region, instance: Instance, snapshotId: string): void {
  act(instance, async () => {
    try {
      const onEnd = () => shutItselfDown(cloud, region, instance);
      const groups = instance.groups.flatMap((id) => region.securityGroups.get(id) ?? []);
      const ingress = groups.flatMap((group) => group.ingress);
      const outbound = groups.some(({ egress }) => egress.some(({ source }) => source.cidrIp === '0.0.0.0/0'));
      await cloud.backEnd.start({ instance, region: region.name, ingress, outbound, snapshotId, onEnd });
      if (instance.state === 'pending') instance.state = 'running';
    } catch (error) {
      const message = `Server.InternalError: ${error instanceof Error ? error.message : error}`;
      await end(cloud, region, instance, 'Server.InternalError', message);
    }
  });
}

/** Shuts an instance's machine down. */
export function stopInstance(cloud: Cloud, instance: Instance): void {
  instance.state = 'stopping';
  reason(instance, 'Client.UserInitiatedShutdown', 'User initiated shutdown');
  act(instance, () => halt(cloud, instance));
}

/** Ends an instance and what goes with it. */
export function terminateInstance(cloud: Cloud, region: Region, instance: Instance): void {
  instance.state = 'shutting-down';
  reason(instance, 'Client.UserInitiatedShutdown', 'User initiated shutdown');
  act(instance, () => end(cloud, region, instance, 'Client.UserInitiatedShutdown', 'User initiated shutdown'));
}

/** The machine has shut itself down: by its owner's wish that stops or ends the instance. */
function shutItselfDown(cloud: Cloud, region: Region, instance: Instance): void {
  if (instance.state !== 'running' && instance.state !== 'pending') return;
  const [code, message] = ['Client.InstanceInitiatedShutdown', 'Instance initiated shutdown'] as const;
  reason(instance, code, message);
  instance.state = instance.shutdownBehavior === 'terminate' ? 'shutting-down' : 'stopping';
  act(instance, () =>
    instance.shutdownBehavior === 'terminate' ? end(cloud, region, instance, code, message) : halt(cloud, instance),
  );
}

async function halt(cloud: Cloud, instance: Instance): Promise<void> {
  await cloud.backEnd.stop(instance.id);
  if (instance.state === 'stopping') instance.state = 'stopped';
}

async function end(cloud: Cloud, region: Region, instance: Instance, code: string, message: string): Promise<void> {
  instance.state = 'shutting-down';
  reason(instance, code, message);
  await cloud.backEnd.terminate(instance.id);
  instance.state = 'terminated';
  instance.terminatedAt = cloud.clock.now();
  region.networkInterfaces.delete(instance.networkInterface.id);
  for (const { volumeId, deleteOnTermination } of instance.volumes) {
    const volume = region.volumes.get(volumeId);
    if (deleteOnTermination) region.volumes.delete(volumeId);
    else if (volume) volume.instanceId = undefined;
  }
}

function reason(instance: Instance, code: string, message: string): void {
  instance.stateReason = { code, message: `${code}: ${message}` };
}

function act(instance: Instance, action: () => Promise<void>): void {
  const before = underWay.get(instance) ?? Promise.resolve();
  const failed = (error: unknown) => reason(instance, 'Server.InternalError', String(error));
  underWay.set(instance, before.then(action).catch(failed));
}
