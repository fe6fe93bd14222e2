import type { CallContext } from './call.ts';

/** Removes a snapshot and its disk. */
export function removeSnapshot({ cloud, region }: CallContext, id: string): void {
  region.snapshots.delete(id);
  // A disk that cannot be removed goes when the endpoint ends.
  cloud.backEnd.forget(id).catch(() => undefined);
}
