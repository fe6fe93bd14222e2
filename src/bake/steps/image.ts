import type { ConvergeReport } from '../../converge/converge.ts';
import type { JobContext } from '../../engine/job.ts';
import { Refusal } from '../../problem/problem.ts';
import type { SshConnection } from '../../ssh/connection.ts';
import type { InstalledPackage } from '../../streams/packages.ts';
import { FORMAT_DIGEST, FORMAT_PART } from '../bake-key.ts';
import type { BakeInput } from '../plan.ts';
import { IF_TRANSIENT } from '../transient.ts';
import { type Baking, bakeMachine } from './baking.ts';
import { checkBaked } from './check.ts';
import { convergeAgain, convergeRole } from './converge.ts';
import { launch } from './launch.ts';
import { listPackages } from './list-packages.ts';
import { MachineConnection } from './machine-connection.ts';
import { refresh } from './refresh.ts';
import { sealMachine } from './seal.ts';
import { takeSnapshot } from './snapshot.ts';
import { unpack } from './unpack.ts';

/** An image, and what was found out while it was made. */
export interface Image {
  readonly digest: string;
  /** When its machine was there, in milliseconds of the boot's monotonic clock. */
  readonly started: number;
  readonly report: ConvergeReport;
  readonly packages: readonly InstalledPackage[];
}

/** A step of a bake, tried again where that can help. */
export const stepOf =
  ({ context }: Pick<Baking, 'context'>): JobContext['step'] =>
  (name, act) =>
    context.step(name, act, { retries: IF_TRANSIENT });

/** The steps from the parent to a snapshot; the stopped machine is still there then. Refuses with `job-outdated`. */
export async function makeImage(baking: Baking): Promise<Image> {
  const { place, context, input } = baking;
  refuseOutdated(input);
  const machine = bakeMachine(context.jobId);
  const step = stepOf(baking);

  const started = await step('launch', () => launch(baking));
  const made = await makeMachine(baking, machine);
  await step('stop', async () => void (await place.machines.stop(machine)));
  place.seat?.leave();
  await step('seal', () => sealMachine(baking));
  const digest = await step('snapshot', () => takeSnapshot(baking));
  return { digest, started, ...made };
}

/** The steps that make the launched machine what the role says. */
async function makeMachine(baking: Baking, id: string): Promise<Pick<Image, 'report' | 'packages'>> {
  const { application, target } = baking.input;
  await using connection = new MachineConnection(baking, id);
  const step = stepOf(baking);
  const inside = <T>(name: string, act: (baking: Baking, ssh: SshConnection) => Promise<T>) =>
    step(name, () => connection.use((ssh) => act(baking, ssh)));

  await inside('refresh package lists', refresh);
  if (application) await inside('unpack application', unpack);
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
