import type { ConvergeReport } from '../../converge/converge.ts';
import { Refusal } from '../../problem/problem.ts';
import type { SshConnection } from '../../ssh/connection.ts';
import type { InstalledPackage } from '../../streams/packages.ts';
import { FORMAT_DIGEST, FORMAT_PART } from '../bake-key.ts';
import type { MadeImage } from '../image-maker.ts';
import type { BakeInput } from '../plan.ts';
import { type Baking, bakeMachine } from './baking.ts';
import { bringPins } from './bring-pins.ts';
import { checkBaked } from './check.ts';
import { convergeAgain, convergeRole } from './converge.ts';
import { listPackages } from './list-packages.ts';
import { MachineConnection } from './machine-connection.ts';
import { refresh } from './refresh.ts';
import { stepOf } from './step-of.ts';
import { unpack } from './unpack.ts';

/** An image, and what was found out while it was made. */
export interface Image extends MadeImage {
  /** When its machine was there, in milliseconds of the boot's monotonic clock. */
  readonly started: number;
  readonly report: ConvergeReport;
  readonly packages: readonly InstalledPackage[];
}

/** The steps from the parent to an image; the stopped machine is still there then. Refuses with `job-outdated`. */
export async function makeImage(baking: Baking): Promise<Image> {
  const { place, context, input } = baking;
  refuseOutdated(input);
  const started = await stepOf(baking)('launch', async () => {
    await place.images.launchParent(baking);
    return place.effects.monotonicMs();
  });
  const made = await makeMachine(baking, bakeMachine(context.jobId));
  return { ...(await place.images.capture(baking)), started, ...made };
}

/** The steps that make the launched machine what the role says. */
async function makeMachine(baking: Baking, id: string): Promise<Pick<Image, 'report' | 'packages'>> {
  const { application, pins, target } = baking.input;
  await using connection = new MachineConnection(baking, id);
  const step = stepOf(baking);
  const inside = <T>(name: string, act: (baking: Baking, ssh: SshConnection) => Promise<T>) =>
    step(name, () => connection.use((ssh) => act(baking, ssh)));

  await inside('refresh package lists', refresh);
  if (application) await inside('unpack application', unpack);
  if (pins) await inside('bring modules', bringPins);
  const report = await inside(`converge (${target})`, convergeRole);
  await inside('converge again', convergeAgain);
  await inside('check', checkBaked);
  const packages = await inside('list packages', listPackages);
  return { report, packages };
}

/** A job that another rolebake has begun, or is to be done again, may lack what this one's steps need. */
function refuseOutdated({ role, parts }: BakeInput): void {
  if (parts[FORMAT_PART] === FORMAT_DIGEST) return;
  const message = `the bake of ${role} was begun by another version of rolebake, whose bakes are done differently`;
  throw new Refusal({ code: 'job-outdated', message, hint: `rolebake bake ${role}` });
}
