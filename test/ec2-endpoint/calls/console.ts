import { type Call, found, NO_INSTANCE } from './call.ts';

/** What the machine has said while it booted. */
export const getConsoleOutput: Call = async (context) => {
  const { cloud, params, region, now } = context;
  const { id, lastWords } = found(region.instances, params.required('InstanceId'), NO_INSTANCE, context);
  const text = lastWords || (await cloud.backEnd.console(id));
  const output = text === '' ? undefined : Buffer.from(text.slice(-65_536)).toString('base64');
  return { instanceId: id, timestamp: new Date(now), output };
};
