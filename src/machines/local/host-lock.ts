import { withExclusiveLock } from '../../host/exclusive-lock.ts';

/** One lock for the host, so that areas do not take each other's sysctls away. */
const HOST_LOCK = '/run/rolebake.lock';

/** What is done under it takes a second at most; many machines at once queue up for it. */
const PATIENCE_MS = 120_000;

/** Does something while no other process makes, changes or removes a local machine. Refuses with `lock-busy`. */
export const withHostLock = <T>(act: () => Promise<T>): Promise<T> =>
  withExclusiveLock(HOST_LOCK, act, { patienceMs: PATIENCE_MS });
