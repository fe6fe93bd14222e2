import { isAwsCode } from './aws-error.ts';
import { Batch } from './batch.ts';
import type { Region } from './region.ts';

/** Few calls that end or stop the machines of many. */
export interface InstanceBatches {
  /** Resolves when AWS ends it, or knows none such for so long that there is none. */
  readonly ends: Batch;
  /** Resolves when AWS stops it. */
  readonly stops: Batch;
}

const PAUSE_MS = 1_000;
const MOST_STOPS = 50;

/** The batches of a region; what was made a moment ago may not be known for `settleMs`. */
export function instanceBatches(region: Region, settleMs: number): InstanceBatches {
  const act = (action: 'TerminateInstances' | 'StopInstances') => (ids: readonly string[]) =>
    actOn(region, action, ids, settleMs);
  return {
    ends: new Batch(act('TerminateInstances'), region.clock),
    stops: new Batch(act('StopInstances'), region.clock, MOST_STOPS),
  };
}

/** One that cannot be had must not keep the others: they are tried one by one then. */
async function actOn(
  region: Region,
  action: 'TerminateInstances' | 'StopInstances',
  ids: readonly string[],
  settleMs: number,
): Promise<void> {
  const deadline = region.clock.now() + settleMs;
  for (;;) {
    try {
      return void (await region.send(action, { InstanceIds: [...ids] }, ids.length));
    } catch (error) {
      if (!isAwsCode(error, 'InvalidInstanceID.NotFound', 'IncorrectInstanceState')) throw error;
      if (ids.length > 1) {
        await Promise.all(ids.map((id) => actOn(region, action, [id], settleMs)));
        return;
      }
      if (region.clock.now() >= deadline) return;
      await region.clock.sleep(Math.min(PAUSE_MS, settleMs));
    }
  }
}
