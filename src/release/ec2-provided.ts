import { amiOf } from '../bake/ec2/ec2-image-maker.ts';
import type { Ec2Machines } from '../machines/ec2/ec2-machines.ts';
import type { ProvidedImages } from './provided-images.ts';

/** AMIs in the region that machines are launched in. */
export const ec2Provided = (machines: Ec2Machines, region: string): ProvidedImages => ({
  present: async (records) => {
    const amis = records.flatMap(({ entry }) => entry.references?.['ec2']?.[region] ?? []);
    const there = await machines.images.launchable(region, amis);
    const isThere = records.filter(({ entry }) => there.has(entry.references?.['ec2']?.[region] ?? ''));
    return new Set(isThere.map(({ entry }) => entry.digest));
  },
  launch: async ({ name, references }, wishes) =>
    await machines.launch({
      ...wishes,
      image: { ami: amiOf({ tag: name, ...(references ? { references } : {}) }, region), region },
    }),
});
