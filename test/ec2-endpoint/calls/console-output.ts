import { type Call, found, NO_INSTANCE } from './call.ts';

/** What an instance has written to its console: this endpoint's never say a word. */
export const getConsoleOutput: Call = (context) => {
  const { id } = found(context.region.instances, context.params.required('InstanceId'), NO_INSTANCE, context);
  return { instanceId: id, output: '' };
};
