import { isAwsCode } from '../api/aws-error.ts';
import type { Area } from '../area.ts';
import type { Ec2Spec } from '../ec2-machine.ts';
import type { Ec2Settings } from '../settings.ts';
import { NO_GROUP } from '../site/make-group.ts';
import type { Site } from '../site/site.ts';
import { referencesIn } from '../values/references.ts';
import { callFor, type LaunchCall, runInstancesInput, type Seat, seatsFor } from './launch-call.ts';
import { noCapacity } from './no-capacity.ts';
import type { MachineRecord } from './records.ts';
import { tagsOfMachine } from './tags.ts';
import { userDataOf } from './user-data.ts';

const NO_CAPACITY = [
  'Insufficient*',
  'Unsupported',
  'InstanceLimitExceeded',
  'VcpuLimitExceeded',
  'MaxSpotInstanceCountExceeded',
  'SpotMaxPriceTooLow',
];
const PAUSE_MS = 2_000;

/**
 * Calls RunInstances until there is an instance, and gives the record that names it. Each call, with its token, is on disk
 * before it is made, and is made again word for word by whoever takes over. Under the machine's lock.
 */
export async function start(area: Area, spec: Ec2Spec, claimed: MachineRecord): Promise<MachineRecord> {
  const site = area.siteIn(claimed.region);
  const userData = userDataOf(spec);
  const { subnets } = await site.network();
  const seats = seatsFor(area.settings.instanceTypes, subnets, numberOf(claimed.id));
  const tried: Seat[] = [];
  using _ = site.groups.hold();
  let why: unknown;
  for (let call = claimed.call; ; call = undefined) {
    if (!call) {
      const seat = seats.find((one) => !tried.some((other) => isSame(one, other)));
      if (!seat) throw noCapacity(site.region.name, tried, why);
      call = await newCall(area, site, spec, claimed, seat);
    }
    spec.fence?.();
    const calledAt = area.effects.host.now().toISOString();
    const record = await area.records.write({ ...claimed, call, calledAt });
    const outcome = await tryCall(area, site, call, userData);
    if ('instance' in outcome) return area.records.write({ ...record, instance: outcome.instance });
    if (outcome.retry === 'elsewhere') tried.push(call);
    why = outcome.why;
  }
}

type Outcome = { readonly instance: string } | { readonly retry: 'elsewhere' | 'anew'; readonly why: unknown };

async function tryCall(area: Area, site: Site, call: LaunchCall, userData: string): Promise<Outcome> {
  const { clock } = area.effects;
  const deadline = clock.now() + area.timing.settleMs;
  for (;;) {
    const outcome = await callOnce(area, site, call, userData);
    if (!('young' in outcome)) return outcome;
    if (clock.now() >= deadline) return withoutGroup(site, outcome.young);
    await clock.sleep(Math.min(PAUSE_MS, area.timing.settleMs / 10));
  }
}

async function callOnce(
  area: Area,
  site: Site,
  call: LaunchCall,
  userData: string,
): Promise<Outcome | { readonly young: unknown }> {
  try {
    const { Instances: [made] = [] } = await site.region.send('RunInstances', runInstancesInput(call, userData));
    return { instance: made?.InstanceId ?? '' };
  } catch (why) {
    if (isAwsCode(why, ...NO_CAPACITY)) return { retry: 'elsewhere', why };
    if (isAwsCode(why, 'IdempotentParameterMismatch')) return madeBefore(area, site, call, why);
    if (isYoung(why, call)) return { young: why };
    throw why;
  }
}

/** A group or a profile that was just made takes a while to exist for all of EC2. */
const isYoung = (why: unknown, call: LaunchCall): boolean => isAwsCode(why, ...NO_GROUP) || isMissingProfile(why, call);

/** A group that stays away was removed by somebody; a profile that does was never there. */
function withoutGroup(site: Site, why: unknown): Outcome {
  if (!isAwsCode(why, ...NO_GROUP)) throw why;
  site.groups.forget();
  return { retry: 'anew', why };
}

/** An older rolebake made the call with other user data for the same wishes: what came of it shows in a while, unless it is gone. */
async function madeBefore(area: Area, site: Site, { token }: LaunchCall, why: unknown): Promise<Outcome> {
  const found = await site.instances.until(
    (all) => all.find(({ ClientToken }) => ClientToken === token),
    area.timing.settleMs,
  );
  return found ? { instance: found.InstanceId ?? '' } : { retry: 'anew', why };
}

const isMissingProfile = (why: unknown, { profile }: LaunchCall): boolean =>
  profile !== undefined && isAwsCode(why, 'InvalidParameterValue') && /profile/i.test(String(why));

async function newCall(area: Area, site: Site, spec: Ec2Spec, record: MachineRecord, seat: Seat): Promise<LaunchCall> {
  const { settings, effects } = area;
  const { rootDevice } = await site.imageFacts(spec.image.ami);
  return {
    ...callFor(settings, site.place, spec.purpose),
    ...{ ...seat, rootDevice, ami: spec.image.ami },
    token: effects.host.randomBytes(16).toString('hex'),
    groups: [...(await ownGroups(settings, site, spec)), ...(spec.purpose === 'launch' ? site.place.launchGroups : [])],
    tags: { ...settings.tags, ...tagsOfMachine(settings.area, record) },
  };
}

async function ownGroups(
  { connect }: Ec2Settings,
  { groups }: Site,
  { outbound, network, credentials }: Ec2Spec,
): Promise<string[]> {
  if (outbound) return [await groups.get('open', network)];
  const speaksToAws = referencesIn(credentials).length > 0 || connect === 'session-manager';
  const https = speaksToAws ? [await groups.get('https')] : [];
  return [await groups.get('closed', network), ...https];
}

const isSame = (one: Seat, other: Seat): boolean =>
  one.instanceType === other.instanceType && one.subnet === other.subnet;

/** A number of an id, so that machines are spread over subnets. */
const numberOf = (id: string): number => [...id].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 65_521, 7);
