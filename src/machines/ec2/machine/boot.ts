import type { Instance } from '@aws-sdk/client-ec2';
import { Refusal } from '../../../problem/problem.ts';
import type { Area } from '../area.ts';
import { addressOf, type ReachedMachine } from '../reach/reach.ts';
import { keyHint } from '../site/key-hint.ts';
import type { Site } from '../site/site.ts';
import type { MachineRecord } from './records.ts';

const GREETING_PAUSE_MS = 500;
const LAST_LINES = 15;

/** How AWS says that it could not open a machine's disk. */
const BAD_DISK = 'Client error on launch';

type Sight = { readonly instance: Instance; readonly address: string } | 'ended';

/** Waits until ssh greets in a machine that was called for, and gives it as AWS shows it. Refuses with `boot-failed`. */
export async function awaitBoot(area: Area, record: MachineRecord): Promise<Instance> {
  const { clock } = area.effects;
  const site = area.siteIn(record.region);
  const deadline = clock.now() + area.timing.bootMs;
  const settled = clock.now() + area.timing.settleMs;
  let wasSeen = false;
  const look = (all: readonly Instance[]): Sight | undefined => {
    const instance = all.find(({ InstanceId }) => InstanceId === record.instance);
    wasSeen ||= instance !== undefined;
    if (!instance) return wasSeen || clock.now() > settled ? 'ended' : undefined;
    return sightOf(area, instance);
  };
  const seen = await site.instances.until(look, area.timing.bootMs);
  if (seen === undefined) throw await bootFailure(area, site, record, 'does not run');
  if (seen === 'ended') throw await bootFailure(area, site, record, 'ended while it booted');
  while (!(await area.reach.greets(machineAt(site, record, seen.address)))) {
    if (clock.now() > deadline) throw await bootFailure(area, site, record, 'does not answer');
    await clock.sleep(Math.min(GREETING_PAUSE_MS, area.timing.pollMs));
    if (look(await site.instances.look()) === 'ended')
      throw await bootFailure(area, site, record, 'ended while it booted');
  }
  return seen.instance;
}

const machineAt = ({ region }: Site, { instance = '' }: MachineRecord, address: string): ReachedMachine => ({
  region: region.name,
  instance,
  address,
});

/** Somebody else has ended the machine. */
export function endedMeanwhile(id: string): Refusal {
  return new Refusal({ code: 'boot-failed', message: `machine ${id} was terminated while it was being launched` });
}

function sightOf({ settings }: Area, instance: Instance): Sight | undefined {
  const state = instance.State?.Name;
  if (state === 'shutting-down' || state === 'terminated' || state === 'stopped') return 'ended';
  const address = addressOf(settings.connect, instance);
  return state === 'running' && address ? { instance, address } : undefined;
}

async function bootFailure(
  area: Area,
  site: Site,
  { id, instance = '' }: MachineRecord,
  what: string,
): Promise<Refusal> {
  const late = what.startsWith('does') ? ` after ${area.timing.bootMs / 1_000} s` : '';
  const reason = await endReason(site, instance);
  const words = await lastWords(site, instance);
  const message = `machine ${id} (${instance}) ${what}${late}${reason}${words && `; its last words:\n${words}`}`;
  return new Refusal({ code: 'boot-failed', message, ...hintFor(area, site, what, reason) });
}

function hintFor({ settings }: Area, site: Site, what: string, reason: string): { hint?: string } {
  if (reason.includes(BAD_DISK)) return keyHint(site);
  if (settings.connect !== 'session-manager' || what !== 'does not answer') return {};
  return {
    hint: 'its image needs the SSM agent, its role AmazonSSMManagedInstanceCore, its network a way to the Session Manager: docs/ec2.md',
  };
}

/** Why AWS ended it, where AWS did. */
async function endReason({ region }: Site, instance: string): Promise<string> {
  const Filters = [{ Name: 'instance-id', Values: [instance] }];
  const { Reservations: [first] = [] } = await region.send('DescribeInstances', { Filters });
  const reason = first?.Instances?.[0]?.StateReason?.Message;
  return reason ? ` (${reason})` : '';
}

/** The console's end. That it cannot be read must not hide what it was wanted for. */
async function lastWords({ region }: Site, instance: string): Promise<string> {
  const output = await region.send('GetConsoleOutput', { InstanceId: instance }).catch(() => undefined);
  const text = Buffer.from(output?.Output ?? '', 'base64').toString('utf8');
  return text.trim().split('\n').slice(-LAST_LINES).join('\n');
}
