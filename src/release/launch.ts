import { request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { contractOf } from '../bake/image-contract.ts';
import type { KeyStore } from '../bake/key-store.ts';
import type { Endpoint } from '../catalog/model.ts';
import type { Effects } from '../host/effects.ts';
import type { TagRecord } from '../ledger/ledger.ts';
import type { LocalMachines } from '../machines/local/local-machines.ts';
import type { Machine } from '../machines/machines.ts';
import { parseDigest } from '../naming/digest.ts';
import { dnsLabel, machineId } from '../naming/names.ts';
import { Refusal } from '../problem/problem.ts';
import type { Snapshots } from '../snapshots/snapshots.ts';
import { type FlagValues, flagValues } from './flag-values.ts';

export interface LaunchPlace {
  readonly machines: LocalMachines;
  readonly snapshots: Snapshots;
  readonly keys: KeyStore;
  readonly effects: Effects;
}

/** The flags of a role's image with the values given (`NAME=value`); a Refusal if they do not fit. */
export function credentialsOf(record: TagRecord, given: readonly string[]): FlagValues {
  if (record.entry.stream !== 'role') {
    throw new Refusal({
      code: 'usage',
      message: `${record.tag} is not an image of a role`,
      hint: 'rolebake tags role',
    });
  }
  return flagValues(contractOf(record.entry.details).flags, given);
}

/** Starts a fresh machine from a role's tag, with a value for each of its flags. */
export async function launchTag(record: TagRecord, credentials: FlagValues, place: LaunchPlace): Promise<Machine> {
  const digest = parseDigest(record.entry.digest);
  if (!place.snapshots.has(digest)) throw notHere(record);
  const layers = place.snapshots.layers(digest);
  const id = machineId(dnsLabel(record.entry.name).slice(0, 20), place.effects.randomBytes(6));
  const keys = place.keys.of(id);
  try {
    return await place.machines.launch({
      id,
      purpose: 'launch',
      labels: { role: record.entry.name, tag: record.tag, tagged_by: record.entry.job },
      layers,
      hostname: id,
      hostKey: keys.host,
      authorizedKey: keys.user.publicKey,
      credentials,
      outbound: false,
    });
  } catch (error) {
    await endMachine(id, place);
    throw error;
  }
}

function notHere({ tag, entry }: TagRecord): Refusal {
  const hint = `rolebake bake ${entry.name} makes a new one`;
  return new Refusal({ code: 'snapshot-missing', message: `the snapshot of ${tag} is not here`, hint });
}

/** Ends a machine and forgets its keys; one that is not there is fine. */
export async function endMachine(id: string, place: Pick<LaunchPlace, 'machines' | 'keys'>): Promise<void> {
  await place.machines.terminate(id);
  place.keys.forget(id);
}

/** What clients reach on a machine. */
export const urlsOf = (record: TagRecord, machine: Machine): string[] =>
  contractOf(record.entry.details).serves.map(
    ({ port }) => `http://${machine.address}${port === 80 ? '' : `:${port}`}/`,
  );

/** Waits until every endpoint with a health path answers 200, at most this long. */
export async function waitHealthy(
  record: TagRecord,
  machine: Machine,
  seconds: number,
  now: Effects['now'],
): Promise<void> {
  const until = now().getTime() + seconds * 1000;
  for (const endpoint of contractOf(record.entry.details).serves) {
    let status = await healthOf(machine.address, endpoint);
    while (status !== 200 && now().getTime() < until) {
      await sleep(100);
      status = await healthOf(machine.address, endpoint);
    }
    if (status !== 200) throw unhealthy(record, machine, endpoint, status, seconds);
  }
}

function unhealthy(
  record: TagRecord,
  machine: Machine,
  endpoint: Endpoint,
  status: number | undefined,
  seconds: number,
): Refusal {
  const where = `http://${machine.address}:${endpoint.port}${endpoint.health ?? ''}`;
  const message = `${record.tag} runs as ${machine.id}, but ${where} does not answer 200 within ${seconds} s (${status ?? 'no answer'})`;
  return new Refusal({ code: 'unhealthy', message, hint: `rolebake terminate ${machine.id} ends it` });
}

/** The HTTP status of the health path; undefined if nothing answers. An endpoint without one counts as well. */
function healthOf(address: string, { port, health }: Endpoint): Promise<number | undefined> {
  if (health === undefined) return Promise.resolve(200);
  return new Promise((resolve) => {
    const asked = request({ host: address, port, path: health, timeout: 2_000, agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    asked.on('timeout', () => asked.destroy());
    asked.on('error', () => resolve(undefined));
    asked.end();
  });
}
