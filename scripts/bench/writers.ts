import { Clones } from '../../test/clones/clone.ts';
import { faultsAfter, writeAtOnce } from '../../test/clones/writers.ts';
import type { RunBench } from './bench.ts';
import { figure } from './figure.ts';

/** Clones of one config repo that all tag the same role and publish, as fast as they can. */
export const benchWriters: RunBench = async ({ lab, counts }) => {
  using clones = new Clones();
  lab.say(`${counts.writers} clones write for ${counts.seconds} s`);
  const written = await writeAtOnce(clones, counts.writers, Number.MAX_SAFE_INTEGER, counts.seconds);
  lab.say('checking what is there');
  const faults = await faultsAfter(clones, written);
  for (const fault of faults.slice(0, 20)) lab.say(fault);
  const tags = await clones.clone('fresh').ledger.tags();
  const renumbered = tags.filter(({ entry }) => entry.formerly !== undefined);
  return [
    figure('tags published', written.published.length, 'tags'),
    figure('tags a second', written.published.length / counts.seconds, 'tags'),
    figure('of them given another number', renumbered.length, 'tags'),
    figure('lost, double or broken', faults.length, 'times', 0),
  ];
};
