import { appendFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fenced } from '../../engine/fenced.ts';
import type { JobContext } from '../../engine/job.ts';
import { keepAlive, liveOn } from '../../machines/life.ts';
import type { MachineSpec } from '../../machines/machines.ts';
import { Refusal } from '../../problem/problem.ts';
import { connect } from '../../ssh/connect.ts';
import type { SshConnection } from '../../ssh/connection.ts';
import type { BakePlace } from '../bake-place.ts';
import type { BakeInput } from '../plan.ts';
import { rootLogin } from '../root-login.ts';

/** One bake under way: what each of its steps gets. */
export interface Baking {
  readonly place: BakePlace;
  readonly context: JobContext;
  readonly input: BakeInput;
}

/** Name of a bake's machine: derived from the job, so that whoever goes on with the job finds it. */
export const bakeMachine = (jobId: string): string => `bake-${jobId}`;

/** Name of the machine that tests the image of a bake. */
export const testMachine = (jobId: string): string => `try-${jobId}`;

/** Launches a machine of this bake, which is thrown away with its disk. */
export async function launchFor(
  { place, context, input }: Baking,
  id: string,
  wishes: Pick<MachineSpec, 'layers' | 'credentials' | 'outbound' | 'binds'>,
): Promise<void> {
  const keys = place.keys.of(id);
  await place.machines.launch({
    ...{ id, purpose: 'bake', fence: context.assertHeld, labels: { role: input.role, job: context.jobId } },
    ...{ hostKey: keys.host, authorizedKey: keys.user.publicKey, lifeSeconds: place.machineLife },
    ...wishes,
  });
}

/** Does something over ssh in a machine of this bake, which lives on meanwhile. */
export async function onMachine<T>(baking: Baking, id: string, act: (ssh: SshConnection) => Promise<T>): Promise<T> {
  await using ssh = await toMachine(baking, id);
  using _ = keepAlive(ssh, baking.place.machineLife);
  return await act(fenced(ssh, baking.context.assertHeld));
}

/** Lets a machine of this bake live on without it. */
export async function leaveAlive(baking: Baking, id: string): Promise<void> {
  await using ssh = await toMachine(baking, id);
  await liveOn(ssh);
}

async function toMachine(baking: Baking, id: string): Promise<SshConnection> {
  const { place, context } = baking;
  const machine = await place.machines.get(id);
  if (machine?.state !== 'running') throw gone(baking, `the machine ${id} ${machine ? 'has ended' : 'is gone'}`);
  return await connect(rootLogin(machine, place.keys.of(id)), { signal: context.signal });
}

const gone = ({ input: { role } }: Baking, what: string): Refusal =>
  new Refusal({ code: 'machine-ended', message: `role ${role}: ${what}, in mid-bake`, hint: `rolebake bake ${role}` });

/** Ends a machine of this bake and forgets its keys; one that is not there is fine. */
export async function endMachine({ place }: Pick<Baking, 'place'>, id: string): Promise<void> {
  await place.machines.terminate(id);
  place.keys.forget(id);
}

/** Puts what a machine says into the bake's log, and before the one who looks on. */
export function output(baking: Baking, text: string): void {
  appendFileSync(join(logFolder(baking), 'output.log'), text);
  baking.place.onOutput?.(baking.input.role, text);
}

/** The folder of this bake's logs, made if missing. */
export function logFolder({ place, context }: Pick<Baking, 'place' | 'context'>): string {
  const folder = join(place.logs, context.jobId);
  mkdirSync(folder, { recursive: true });
  return folder;
}
