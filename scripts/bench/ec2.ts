import { ALLOWANCES } from '../../src/machines/ec2/api/actions.ts';
import { AWS_TIMES, bakeMany } from '../../test/ec2/provider/bake-many.ts';
import type { RunBench } from './bench.ts';
import { figure } from './figure.ts';

/** Many bakes at once at the EC2 endpoint with AWS's token buckets, on paper and in AWS's time: what the API costs. */
export const benchEc2: RunBench = async ({ lab, counts: { machines } }) => {
  lab.say(`${machines} bakes at once`);
  const start = performance.now();
  const many = await bakeMany(machines);
  const real = (performance.now() - start) / 1_000;
  return [
    figure('launched', many.launchSeconds, 's', 1.1 * least(machines, ALLOWANCES.run.calls, AWS_TIMES.start)),
    figure('images of all', many.imageSeconds, 's', 1.1 * least(machines, ALLOWANCES.change.calls, AWS_TIMES.image)),
    figure('ended', many.endSeconds, 's', (1.2 * AWS_TIMES.terminate) / 1_000),
    figure('refused as too many', many.throttled, 'times', 0),
    figure('calls that describe', many.describes, 'times'),
    figure('other calls', total(many.calls) - many.describes, 'times'),
    figure('sockets at most', many.sockets, 'sockets'),
    figure('the same on this host, endpoint included', real, 's'),
    figure('memory at most, endpoint included', process.resourceUsage().maxRSS / 1_000, 'MB'),
  ];
};

/** AWS's own part, and what its buckets make one wait. */
const least = (count: number, { capacity, perSecond }: { capacity: number; perSecond: number }, ms: number): number =>
  Math.max(0, count - capacity) / perSecond + ms / 1_000;

const total = (calls: Readonly<Record<string, number>>): number =>
  Object.values(calls).reduce((sum, times) => sum + times, 0);
