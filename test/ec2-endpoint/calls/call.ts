import { AwsError } from '../protocol/aws-error.ts';
import type { Params } from '../protocol/params.ts';
import type { Structure } from '../protocol/xml.ts';
import type { Cloud } from '../state/cloud.ts';
import type { Region } from '../state/region.ts';
import type { Thing } from '../state/things.ts';

/** A call as it is answered: where, with what, when. */
export interface CallContext {
  readonly cloud: Cloud;
  readonly region: Region;
  readonly params: Params;
  /** ms since 1970. */
  readonly now: number;
}

/** Answers one action, or throws an AwsError. */
export type Call = (context: CallContext) => Structure | Promise<Structure>;

/** What of a map the caller can see by now. */
export function visible<T extends Thing>(things: ReadonlyMap<string, T>, { now }: CallContext): T[] {
  return [...things.values()].filter(({ visibleAt }) => visibleAt <= now);
}

/** The thing with this id; refused with the error that its kind has for an unknown one. */
export function found<T extends Thing>(
  things: ReadonlyMap<string, T>,
  id: string,
  error: NotFound,
  context: CallContext,
): T {
  const thing = things.get(id);
  if (thing && thing.visibleAt <= context.now) return thing;
  throw new AwsError(error.code, `The ${error.what} '${id}' does not exist`);
}

/** The things with these ids, or, without ids, all that the caller can see. */
export function asked<T extends Thing>(
  things: ReadonlyMap<string, T>,
  ids: readonly string[],
  error: NotFound,
  context: CallContext,
): T[] {
  if (ids.length === 0) return visible(things, context);
  return ids.map((id) => found(things, id, error, context));
}

/** How AWS says that there is no such thing. */
export interface NotFound {
  readonly code: string;
  readonly what: string;
}

export const NO_INSTANCE: NotFound = { code: 'InvalidInstanceID.NotFound', what: 'instance ID' };
export const NO_IMAGE: NotFound = { code: 'InvalidAMIID.NotFound', what: 'image id' };
export const NO_SNAPSHOT: NotFound = { code: 'InvalidSnapshot.NotFound', what: 'snapshot' };
export const NO_VOLUME: NotFound = { code: 'InvalidVolume.NotFound', what: 'volume' };
export const NO_GROUP: NotFound = { code: 'InvalidGroup.NotFound', what: 'security group' };
export const NO_SUBNET: NotFound = { code: 'InvalidSubnetID.NotFound', what: 'subnet ID' };
export const NO_VPC: NotFound = { code: 'InvalidVpcID.NotFound', what: 'vpc ID' };
export const NO_INTERFACE: NotFound = { code: 'InvalidNetworkInterfaceID.NotFound', what: 'networkInterface ID' };
