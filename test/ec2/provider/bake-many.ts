import { virtualClock } from '../../ec2-endpoint/clock.ts';
import { paperMachines } from '../../ec2-endpoint/machines/paper.ts';
import { CallsUnderWay } from './calls-under-way.ts';
import { type TestCloud, testCloud } from './test-cloud.ts';

/** As long as AWS takes, about; in milliseconds. */
export const AWS_TIMES = { start: 20_000, stop: 15_000, terminate: 30_000, image: 120_000 };
const TIMING = {
  ...{ bootMs: 600_000, stopMs: 600_000, imageMs: 3_600_000 },
  ...{ pollMs: 2_000, settleMs: 30_000, replyMs: 30_000 },
};

/** What many bakes at once took: seconds in AWS's time, and calls. */
export interface ManyBakes {
  readonly launchSeconds: number;
  readonly imageSeconds: number;
  readonly endSeconds: number;
  /** From the first call to the last. */
  readonly seconds: number;
  /** How often a call was refused for being one too many. */
  readonly throttled: number;
  readonly describes: number;
  /** All calls, by action. */
  readonly calls: Readonly<Record<string, number>>;
  readonly sockets: number;
  /** What is left besides images and their snapshots. */
  readonly left: readonly string[];
  readonly images: number;
}

/**
 * So many machines at once are launched, stopped, made images of, and ended, by one baker or by several that share an
 * account but not their token buckets.
 */
export async function bakeMany(count: number, bakers = 1): Promise<ManyBakes> {
  const clock = virtualClock();
  await using cloud = await testCloud({ clock, machines: paperMachines(clock, AWS_TIMES) }, { timing: TIMING });
  using calls = new CallsUnderWay();
  using _ = clock.runWhileIdle(() => calls.count > 0 || usesFiles());
  const providers = [cloud.machines, ...Array.from({ length: bakers - 1 }, () => cloud.another())];
  const bakes = Array.from({ length: count }, (_, index) => ({
    machines: providers[index % bakers] ?? cloud.machines,
    spec: cloud.spec(`bake-${index}`),
  }));
  const timed = async (act: (bake: (typeof bakes)[number]) => Promise<unknown>) => {
    const start = clock.now();
    await Promise.all(bakes.map(act));
    return (clock.now() - start) / 1_000;
  };
  const start = clock.now();
  const launchSeconds = await timed(({ machines, spec }) => machines.launch(spec));
  await timed(({ machines, spec }) => machines.stop(spec.id));
  const imageSeconds = await timed(({ machines, spec: { id } }) =>
    machines.images.create({ machine: id, name: id, description: 'role/web', run: id, tags: {} }),
  );
  const endSeconds = await timed(({ machines, spec }) => machines.terminate(spec.id));
  return { launchSeconds, imageSeconds, endSeconds, seconds: (clock.now() - start) / 1_000, ...countsOf(cloud) };
}

/** Whether this process waits for a disk: time at AWS must not go by meanwhile. */
const usesFiles = (): boolean => process.getActiveResourcesInfo().some((name) => name.startsWith('FSReq'));

function countsOf({ endpoint, left }: TestCloud) {
  const calls: Record<string, number> = {};
  for (const { action } of endpoint.requests) calls[action] = (calls[action] ?? 0) + 1;
  const all = Object.entries(calls);
  const isImage = (item: string) => item === 'image available' || item === 'snapshot completed';
  return {
    calls,
    throttled: endpoint.requests.filter(({ error }) => error === 'RequestLimitExceeded').length,
    describes: all.reduce((sum, [action, times]) => sum + (action.startsWith('Describe') ? times : 0), 0),
    sockets: endpoint.seen.mostSockets,
    left: left().filter((item) => !isImage(item)),
    images: left().filter((item) => item === 'image available').length,
  };
}
