import { fenced } from '../../engine/fenced.ts';
import type { References } from '../../ledger/entry.ts';
import type { Ec2Machines } from '../../machines/ec2/ec2-machines.ts';
import type { OwnImage } from '../../machines/ec2/images/image.ts';
import type { Ec2Settings } from '../../machines/ec2/settings.ts';
import { Refusal } from '../../problem/problem.ts';
import type { ImageMaker, MadeImage } from '../image-maker.ts';
import { type Baking, bakeMachine, testMachine, wishesFor } from '../steps/baking.ts';
import { MachineConnection } from '../steps/machine-connection.ts';
import { stepOf } from '../steps/step-of.ts';
import { bakeCost } from './bake-cost.ts';
import { BEGUN, bringConverger } from './bring-converger.ts';
import { forgetKeysAtStop } from './forget-keys.ts';
import { sealRunning } from './remote-seal.ts';

/** Images as AMIs of the region that machines are baked in, with copies in others. */
export function ec2ImageMaker(machines: Ec2Machines, settings: Ec2Settings): ImageMaker {
  const { region } = settings.home;
  const held = ({ context }: Baking) => ({
    machines: fenced(machines, context.assertHeld),
    images: fenced(machines.images, context.assertHeld),
  });
  return {
    launchParent: async (baking) => {
      const { place, input } = baking;
      const id = bakeMachine(baking.context.jobId);
      const wishes = wishesFor(baking, id, { credentials: {}, outbound: true });
      await held(baking).machines.launch({ ...wishes, image: { ami: amiOf(input.parent, region), region } });
      await using connection = new MachineConnection(baking, id);
      await connection.use(async (ssh) => bringConverger(ssh, await place.converger(), place.effects.run));
    },
    keepDigestedLists: async () => undefined,
    lastStep: 'copy',
    capture: async (baking) => {
      const made = await capture(baking, held(baking));
      return { ...made, details: { cost: costOfBake(baking, settings) } };
    },
    launchImage: async (baking, image, credentials) => {
      const wishes = wishesFor(baking, testMachine(baking.context.jobId), { credentials, outbound: false });
      const ami = amiOf({ tag: 'the image', ...image }, region);
      await held(baking).machines.launch({ ...wishes, image: { ami, region } });
    },
    discard: (baking) => held(baking).images.discard(baking.context.jobId),
  };
}

interface Held {
  readonly machines: Ec2Machines;
  readonly images: Ec2Machines['images'];
}

async function capture(baking: Baking, { machines, images }: Held): Promise<MadeImage> {
  const { context, input } = baking;
  const id = bakeMachine(context.jobId);
  const step = stepOf(baking);
  const digest = await step('seal', async () => {
    await using connection = new MachineConnection(baking, id);
    return await connection.use(async (ssh) => {
      const sealed = await sealRunning(ssh, { sourceDateEpoch: input.sourceDateEpoch, since: BEGUN });
      await forgetKeysAtStop(ssh);
      return sealed.digest;
    });
  });
  await step('stop', async () => void (await machines.stop(id)));
  const wish = {
    name: `rolebake ${input.role} ${context.jobId}`,
    description: `role/${input.role}, ${digest}`,
    run: context.jobId,
    tags: { 'rolebake:role': input.role, 'rolebake:digest': digest },
  };
  const image = await step('image', () => images.create({ ...wish, machine: id }));
  baking.place.seat?.leave();
  const copies = await step('copy', async () => {
    const all = [image, ...(await images.copy(image, wish))];
    for (const one of all) await images.offer(one);
    return all;
  });
  return { digest, references: referencesOf(copies) };
}

/** Of a bake whose machine has just stopped. */
function costOfBake({ context, place }: Baking, settings: Ec2Settings): object {
  const started = context.finished<number>('launch') ?? 0;
  const { currency, once, monthly, unpriced } = bakeCost(settings, (place.effects.monotonicMs() - started) / 1000);
  return {
    ...{ currency, once: Number(once.toFixed(6)), monthly: Number(monthly.toFixed(6)) },
    ...(unpriced.length > 0 ? { unpriced } : {}),
  };
}

/** AMIs by region, and the snapshots of EBS that hold them. */
function referencesOf(images: readonly OwnImage[]): References {
  return {
    ec2: Object.fromEntries(images.map(({ region, ami }) => [region, ami])),
    ebs: Object.fromEntries(images.map(({ region, snapshots }) => [region, snapshots.join(' ')])),
  };
}

/** The AMI of something in a region; refuses with `snapshot-missing`. */
export function amiOf(
  { tag, references }: { readonly tag: string; readonly references?: References },
  region: string,
): string {
  const { [region]: ami, ...others } = references?.['ec2'] ?? {};
  if (ami !== undefined) return ami;
  const regions = Object.keys(others).sort();
  const where = regions.length === 0 ? '' : `it has one in ${regions.join(', ')}; `;
  const hint = `${where}ec2.copies in rolebake.yaml names the regions that images are copied to`;
  throw new Refusal({ code: 'snapshot-missing', message: `${tag} has no AMI in ${region}`, hint });
}
