import type { Instance } from '@aws-sdk/client-ec2';
import type { MachineEvent, MachineState } from '../../machines.ts';
import { checkWishes, digestOfWishes } from '../../wishes.ts';
import { isAnswer } from '../api/aws-error.ts';
import type { Area } from '../area.ts';
import type { Ec2Machine, Ec2Spec } from '../ec2-machine.ts';
import { refuseWithoutRole } from '../values/references.ts';
import { awaitBoot, endedMeanwhile } from './boot.ts';
import { stop, terminate } from './end.ts';
import { findMachines } from './find.ts';
import { machineOf } from './machine-of.ts';
import type { MachineRecord } from './records.ts';
import { start } from './start.ts';

type Observe = (event: MachineEvent) => void;

/** Makes or adopts a machine and waits for its ssh. */
export async function launch(area: Area, spec: Ec2Spec, observe: Observe = () => undefined): Promise<Ec2Machine> {
  checkWishes(spec);
  refuseWithoutRole(spec.credentials, area.settings);
  await area.reach.ready();
  const record = await claim(area, spec, observe);
  if (record.state === 'stopped') return stop(area, spec.id);
  observe({ type: 'booting', id: spec.id });
  const instance = await awaitBoot(area, record).catch(async (error: unknown) => {
    const now = await area.records.read(spec.id);
    await terminate(area, spec.id, spec.fence);
    throw now === undefined || now.state === 'terminating' ? endedMeanwhile(spec.id) : error;
  });
  const running = await markRunning(area, spec, instance);
  observe({ type: 'running', id: spec.id });
  return running;
}

/** The record of the machine that exists or now begins to. */
async function claim(area: Area, spec: Ec2Spec, observe: Observe): Promise<MachineRecord> {
  for (;;) {
    const claimed = await area.records.locked(spec.id, () => claimOnce(area, spec, observe));
    if (claimed) return claimed;
    observe({ type: 'removing-remains', id: spec.id });
    await terminate(area, spec.id, spec.fence);
  }
}

/** Undefined: something else is there under the id. Under the machine's lock. */
async function claimOnce(area: Area, spec: Ec2Spec, observe: Observe): Promise<MachineRecord | undefined> {
  spec.fence?.();
  const known = await area.records.read(spec.id);
  if (!known) return begin(area, spec, await area.records.write(firstRecord(area, spec)));
  if (known.wishes !== digestOfWishes(spec) || known.state === 'terminating') return undefined;
  const state = known.instance === undefined ? known.state : await stateAtAws(area, known);
  if (state === undefined) return undefined;
  observe({ type: 'adopted', id: spec.id });
  const record = await area.records.write({ ...known, state, maker: area.self, baker: spec.baker ?? area.self });
  return known.instance === undefined ? begin(area, spec, record) : record;
}

/** The state of a machine that AWS has told us of; undefined: it is gone or going. */
async function stateAtAws(area: Area, record: MachineRecord): Promise<MachineState | undefined> {
  const [found] = await findMachines(area, record.id, record);
  const name = found?.instance.State?.Name;
  if (name === undefined || name === 'shutting-down') return undefined;
  return name === 'stopping' || name === 'stopped' ? 'stopped' : record.state;
}

/** What was certainly not made leaves no record; what may have been made stays known as half made. */
async function begin(area: Area, spec: Ec2Spec, record: MachineRecord): Promise<MachineRecord> {
  try {
    return await start(area, spec, record);
  } catch (error) {
    const { call } = (await area.records.read(spec.id)) ?? record;
    if (call === undefined || isAnswer(error)) await area.records.remove(spec.id);
    throw error;
  }
}

function firstRecord(area: Area, spec: Ec2Spec): MachineRecord {
  const { id, purpose, labels } = spec;
  return {
    ...{ id, purpose, labels, owner: area.owner, maker: area.self, baker: spec.baker ?? area.self },
    region: area.siteIn(spec.image.region).region.name,
    state: 'launching',
    hostPublicKey: spec.hostKey.publicKey,
    wishes: digestOfWishes(spec),
    launchedAt: area.effects.host.now().toISOString(),
    ...(purpose === 'bake' ? { expires: area.expiry() } : {}),
  };
}

function markRunning(area: Area, { id, fence }: Ec2Spec, instance: Instance): Promise<Ec2Machine> {
  return area.records.locked(id, async () => {
    fence?.();
    const record = await area.records.read(id);
    if (!record || record.state === 'terminating') throw endedMeanwhile(id);
    return describe(area, await area.records.write({ ...record, state: 'running' }), instance);
  });
}

function describe(area: Area, record: MachineRecord, instance: Instance | undefined): Ec2Machine {
  const machine = machineOf(area.settings, record.region, instance, record);
  if (!machine) throw endedMeanwhile(record.id);
  return machine;
}
