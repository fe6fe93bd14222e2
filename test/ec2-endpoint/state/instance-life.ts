import type { Cloud } from './cloud.ts';
import { ingressOf } from './ingress.ts';
import type { Region } from './region.ts';
import type { Instance, Permission } from './things.ts';

/** What is being done with an instance's machine; the next act waits for it. */
const underWay = new WeakMap<Instance, Promise<void>>();

/** Starts the machine of an instance that is pending. */
export function beginInstance(cloud: Cloud, region: Region, instance: Instance, snapshotId: string): void {
  act(instance, async () => {
    try {
      const onEnd = () => shutItselfDown(cloud, region, instance);
      const groups = instance.groups.flatMap((id) => region.securityGroups.get(id) ?? []);
      const ingress = ingressOf(cloud, region, instance);
      const anywhere = groups.flatMap(({ egress }) => egress.filter(({ source }) => source.cidrIp === '0.0.0.0/0'));
      const outbound = anywhere.some(({ ipProtocol }) => ipProtocol === '-1');
      const https = outbound || anywhere.some(isHttps);
      await cloud.backEnd.start({ instance, region: region.name, ingress, outbound, https, snapshotId, onEnd });
      if (instance.state === 'pending') instance.state = 'running';
    } catch (error) {
      const message = `Server.InternalError: ${error instanceof Error ? error.message : error}`;
      await end(cloud, region, instance, 'Server.InternalError', message);
    }
  });
}

const isHttps = ({ ipProtocol, fromPort = 0, toPort = 0 }: Permission): boolean =>
  ipProtocol === 'tcp' && fromPort <= 443 && toPort >= 443;

/** Ends an instance that cannot begin. */
export function failInstance(cloud: Cloud, region: Region, instance: Instance, code: string, words: string): void {
  act(instance, () => end(cloud, region, instance, code, words));
}

/** Shuts an instance's machine down. */
export function stopInstance(cloud: Cloud, instance: Instance): void {
  instance.state = 'stopping';
  reason(instance, 'Client.UserInitiatedShutdown', 'User initiated shutdown');
  act(instance, () => halt(cloud, instance));
}

/** Shuts an instance's machine down and starts it again. */
export function rebootInstance(cloud: Cloud, instance: Instance): void {
  act(instance, () => cloud.backEnd.reboot(instance.id));
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
  instance.lastWords = await cloud.backEnd.console(instance.id);
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
