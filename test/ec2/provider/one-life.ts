import { realEc2Effects } from '../../../src/machines/ec2/area.ts';
import type { Ec2Spec } from '../../../src/machines/ec2/ec2-machine.ts';
import { type Ec2Machines, ec2Machines } from '../../../src/machines/ec2/ec2-machines.ts';
import type { Ec2Settings } from '../../../src/machines/ec2/settings.ts';

/** What a process is started with, as JSON: it does the whole life of one bake's machine, and says `done`. */
export interface OneLife {
  readonly settings: Ec2Settings;
  readonly spec: Ec2Spec;
}

export const RUN = 'job7';
const WISH = { name: 'web-42', description: 'role/web', run: RUN, tags: {} };

/** A machine, an image of it in two regions, and its end. */
export async function oneLife(machines: Ec2Machines, spec: Ec2Spec): Promise<void> {
  await machines.launch(spec);
  await machines.stop(spec.id);
  const image = await machines.images.create({ ...WISH, machine: spec.id });
  await machines.images.copy(image, WISH);
  await machines.terminate(spec.id);
}

const [text] = process.argv.slice(2);
if (import.meta.main && text !== undefined) {
  const { settings, spec } = JSON.parse(text) as OneLife;
  await using machines = ec2Machines(settings, { ...realEc2Effects, greets: async () => true });
  await oneLife(machines, spec);
  process.stdout.write('done\n');
}
