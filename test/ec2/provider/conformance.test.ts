import { TAG } from '../../../src/machines/ec2/machine/tags.ts';
import { NspawnMachines } from '../../ec2-endpoint/machines/nspawn/nspawn-machines.ts';
import { machinesConformance, type Subject } from '../../machines/conformance.ts';
import { inventory } from '../../machines/inventory.ts';
import { testCloud } from './test-cloud.ts';

/** Real machines take as long as they take. */
const TIMING = { bootMs: 60_000, stopMs: 30_000, imageMs: 30_000, pollMs: 100, settleMs: 500, replyMs: 5_000 };

async function onRealMachines(): Promise<Subject> {
  const backEnd = await NspawnMachines.make();
  const cloud = await testCloud({ machines: backEnd }, { timing: TIMING });
  const { area, state } = backEnd.settings;
  const instancesOf = (id: string) =>
    [...cloud.endpoint.cloud.regions.values()].flatMap(({ instances }) =>
      [...instances.values()].filter(({ tags }) => tags.get(TAG.machine) === id),
    );
  return {
    machines: {
      ...cloud.machines,
      launch: (spec, observe) => cloud.machines.launch({ ...spec, image: { ami: cloud.debian } }, observe),
    },
    inventory: async (id) => [
      ...cloud.endpoint.inventory().flatMap(({ kind, tags }) => (tags[TAG.machine] === id ? [kind] : [])),
      ...instancesOf(id).flatMap((instance) => inventory(area, state, instance.id)),
    ],
    [Symbol.asyncDispose]: async () => {
      await cloud[Symbol.asyncDispose]();
      await backEnd[Symbol.asyncDispose]();
    },
  };
}

// cloud-init makes a boot four times as dear.
machinesConformance('ec2', onRealMachines, 60_000);
