import { request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { KeyStore } from '../bake/key-store.ts';
import { rootLogin } from '../bake/root-login.ts';
import type { Endpoint } from '../catalog/model.ts';
import type { Effects } from '../host/effects.ts';
import type { Machine, Machines } from '../machines/machines.ts';
import { dnsLabel, machineId } from '../naming/names.ts';
import { Refusal } from '../problem/problem.ts';
import { connect } from '../ssh/connect.ts';
import type { FlagValues } from './flag-values.ts';
import type { ProvidedImages } from './provided-images.ts';
import type { RoleImage } from './role-image.ts';
import { SshWay } from './ssh-way.ts';

export interface LaunchPlace {
  readonly machines: Machines;
  readonly images: Pick<ProvidedImages, 'launch'>;
  readonly keys: KeyStore;
  readonly effects: Effects;
}

/** Starts a fresh machine from an image, with a value for each of its flags. */
export async function launchImage(image: RoleImage, credentials: FlagValues, place: LaunchPlace): Promise<Machine> {
  const id = machineId(dnsLabel(image.role).slice(0, 20), place.effects.randomBytes(6));
  const keys = place.keys.of(id);
  try {
    return await place.images.launch(image, {
      id,
      purpose: 'launch',
      labels: { role: image.role, tag: image.name, tagged_by: image.job },
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

/** Ends a machine and forgets its keys; one that is not there is fine. */
export async function endMachine(id: string, place: Pick<LaunchPlace, 'machines' | 'keys'>): Promise<void> {
  await place.machines.terminate(id);
  place.keys.forget(id);
}

/** What clients reach on a machine. */
export const urlsOf = ({ contract }: RoleImage, machine: Machine): string[] =>
  contract.serves.map(({ port }) => `http://${machine.address}${port === 80 ? '' : `:${port}`}/`);

/** Waits until every endpoint with a health path answers 200, at most this long. */
export async function waitHealthy(
  image: RoleImage,
  machine: Machine,
  seconds: number,
  place: Pick<LaunchPlace, 'machines' | 'keys' | 'effects'>,
): Promise<void> {
  const { monotonicMs } = place.effects;
  const asked = image.contract.serves.some(({ health }) => health !== undefined);
  await using way = asked ? await wayTo(machine, place) : undefined;
  const until = monotonicMs() + seconds * 1000;
  for (const endpoint of image.contract.serves) {
    let status = await healthOf(machine.address, endpoint, way);
    while (status !== 200 && monotonicMs() < until) {
      await sleep(100);
      status = await healthOf(machine.address, endpoint, way);
    }
    if (status !== 200) throw unhealthy(image, machine, endpoint, status, seconds);
  }
}

function unhealthy(
  { name }: RoleImage,
  machine: Machine,
  endpoint: Endpoint,
  status: number | undefined,
  seconds: number,
): Refusal {
  const where = `http://${machine.address}:${endpoint.port}${endpoint.health ?? ''}`;
  const message = `${name} runs as ${machine.id}, but ${where} does not answer 200 within ${seconds} s (${status ?? 'no answer'})`;
  return new Refusal({ code: 'unhealthy', message, hint: `rolebake terminate ${machine.id} ends it` });
}

/** Where this host cannot connect to a machine itself, its ssh leads to its ports. */
const wayTo = async (
  machine: Machine,
  { machines, keys }: Pick<LaunchPlace, 'machines' | 'keys'>,
): Promise<SshWay | undefined> =>
  machines.dial && (await SshWay.open(() => connect(rootLogin(machines, machine, keys.of(machine.id)))));

/** The HTTP status of the health path; undefined if nothing answers. An endpoint without one counts as well. */
async function healthOf(
  address: string,
  { port, health }: Endpoint,
  way: SshWay | undefined,
): Promise<number | undefined> {
  if (health === undefined) return 200;
  const stream = await way?.to(address, port);
  if (way && !stream) return undefined;
  const connection = stream ? { createConnection: () => stream } : { agent: false as const };
  return new Promise((resolve) => {
    const asked = request({ host: address, port, path: health, timeout: 2_000, ...connection }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    asked.on('timeout', () => asked.destroy());
    asked.on('error', () => resolve(undefined));
    asked.end();
  });
}
