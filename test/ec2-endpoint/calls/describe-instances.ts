import { type FilterTable, filtered } from '../protocol/filters.ts';
import { paged } from '../protocol/paging.ts';
import type { Instance } from '../state/things.ts';
import { asked, type Call, NO_INSTANCE } from './call.ts';
import { reservationForm, stateForm } from './instance-form.ts';

const FILTERS: FilterTable<Instance> = {
  'availability-zone': ({ subnet }) => [subnet.availabilityZone],
  'client-token': ({ clientToken }) => [clientToken],
  'image-id': ({ imageId }) => [imageId],
  'instance-id': ({ id }) => [id],
  'instance-lifecycle': ({ spot }) => [spot ? 'spot' : undefined],
  'instance-state-name': ({ state }) => [state],
  'instance-type': ({ instanceType }) => [instanceType],
  'instance.group-id': ({ groups }) => groups,
  'ip-address': ({ publicIp }) => [publicIp],
  'private-ip-address': ({ privateIp }) => [privateIp],
  'reservation-id': ({ reservationId }) => [reservationId],
  'subnet-id': ({ subnet }) => [subnet.id],
  'vpc-id': ({ subnet }) => [subnet.vpcId],
};

export const describeInstances: Call = (context) => {
  const { params, region } = context;
  const instances = asked(region.instances, params.list('InstanceId'), NO_INSTANCE, context);
  const rules = { ids: 'InstanceId', idsExcludePaging: true };
  const { page, nextToken } = paged(filtered(instances, params, FILTERS), params, rules);
  return { reservationSet: page.map((instance) => reservationForm(region, instance)), nextToken };
};

export const describeInstanceStatus: Call = (context) => {
  const { params, region } = context;
  const all = params.flag('IncludeAllInstances') ?? false;
  const instances = asked(region.instances, params.list('InstanceId'), NO_INSTANCE, context).filter(
    ({ state }) => all || state === 'running',
  );
  const rules = { ids: 'InstanceId', idsExcludePaging: true };
  const { page, nextToken } = paged(filtered(instances, params, FILTERS), params, rules);
  const instanceStatusSet = page.map(({ id, state, subnet }) => {
    const health =
      state === 'running'
        ? { status: 'ok', details: [{ name: 'reachability', status: 'passed' }] }
        : { status: 'not-applicable' };
    return {
      instanceId: id,
      availabilityZone: subnet.availabilityZone,
      instanceState: stateForm(state),
      systemStatus: health,
      instanceStatus: health,
    };
  });
  return { instanceStatusSet, nextToken };
};
