import { TAG } from '../../../src/machines/ec2/machine/tags.ts';
import { NspawnMachines } from '../../ec2-endpoint/machines/nspawn/nspawn-machines.ts';
import { machinesConformance, type Subject } from '../../machines/conformance.ts';
import { inventory } from '../../machines/inventory.ts';
import { REAL_TIMING, testCloud } from './test-cloud.ts';

async function onRealMachines(): Promise<Subject> {
  const backEnd = await NspawnMachines.make();
  const cloud = await testCloud(
    { machines: backEnd },
    { timing: REAL_TIMING },
    { allowFrom: `${backEnd.hostAddress}/32` },
  );
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
machinesConformance('ec2', onRealMachines);
