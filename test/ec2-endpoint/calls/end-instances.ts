import { AwsError } from '../protocol/aws-error.ts';
import type { Structure } from '../protocol/xml.ts';
import { rebootInstance, stopInstance, terminateInstance } from '../state/instance-life.ts';
import type { Instance } from '../state/things.ts';
import { type Call, type CallContext, found, NO_INSTANCE } from './call.ts';
import { stateForm } from './instance-form.ts';

/** Refuses all if one is refused, as AWS does. */
export const stopInstances: Call = (context) => {
  const instances = named(context);
  for (const instance of instances) checkStoppable(instance);
  return changes(instances, (instance) => {
    if (instance.state === 'running') stopInstance(context.cloud, instance);
  });
};

export const rebootInstances: Call = (context) => {
  const instances = named(context);
  for (const instance of instances) checkStoppable({ ...instance, spot: false });
  for (const instance of instances) rebootInstance(context.cloud, instance);
  return { return: true };
};

export const terminateInstances: Call = (context) =>
  changes(named(context), (instance) => {
    if (instance.state === 'terminated' || instance.state === 'shutting-down') return;
    terminateInstance(context.cloud, context.region, instance);
  });

function named(context: CallContext): Instance[] {
  const ids = context.params.list('InstanceId');
  if (ids.length === 0) context.params.required('InstanceId');
  return ids.map((id) => found(context.region.instances, id, NO_INSTANCE, context));
}

function checkStoppable({ id, state, spot }: Instance): void {
  if (spot) {
    const words = `You can't stop the Spot Instance '${id}' because it is associated with a one-time Spot Instance request. You can only stop Spot Instances associated with persistent Spot Instance requests.`;
    throw new AwsError('UnsupportedOperation', words);
  }
  if (state === 'running' || state === 'stopping' || state === 'stopped') return;
  throw new AwsError('IncorrectInstanceState', `This instance '${id}' is not in a state from which it can be stopped.`);
}

function changes(instances: readonly Instance[], change: (instance: Instance) => void): Structure {
  const instancesSet = instances.map((instance) => {
    const previousState = stateForm(instance.state);
    change(instance);
    return { instanceId: instance.id, currentState: stateForm(instance.state), previousState };
  });
  return { instancesSet };
}
