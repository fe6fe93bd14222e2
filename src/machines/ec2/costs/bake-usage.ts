import type { Ec2Settings } from '../settings.ts';
import type { Usage } from './cost.ts';

/** How long the machines of a bake run, and how large its image is. */
export interface BakeSize {
  /** The machine that is baked. */
  readonly bakeSeconds: number;
  /** The one that its image is tested with. */
  readonly testSeconds: number;
  readonly imageGib: number;
}

/** What a bake uses with these settings: two machines one after the other, and an image in each region. */
export function bakeUsage(settings: Ec2Settings, { bakeSeconds, testSeconds, imageGib }: BakeSize): Usage {
  const { region } = settings.home;
  const [instanceType = ''] = settings.instanceTypes;
  const diskGib = settings.rootVolume.sizeGib ?? imageGib;
  const isPublic = settings.connect === 'public';
  const machine = (seconds: number) => ({ region, instanceType, seconds, diskGib, isPublic });
  const copies = settings.copies.map((place) => ({ region: place.region, gib: imageGib, copiedFrom: region }));
  return { machines: [machine(bakeSeconds), machine(testSeconds)], snapshots: [{ region, gib: imageGib }, ...copies] };
}
