import { request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { KeyStore } from '../bake/key-store.ts';
import type { Endpoint } from '../catalog/model.ts';
import type { Effects } from '../host/effects.ts';
import type { Machine, Machines } from '../machines/machines.ts';
import { dnsLabel, machineId } from '../naming/names.ts';
import { Refusal } from '../problem/problem.ts';
import type { FlagValues } from './flag-values.ts';
import type { ProvidedImages } from './provided-images.ts';
import type { RoleImage } from './role-image.ts';

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
  monotonicMs: Effects['monotonicMs'],
): Promise<void> {
  const until = monotonicMs() + seconds * 1000;
  for (const endpoint of image.contract.serves) {
    let status = await healthOf(machine.address, endpoint);
    while (status !== 200 && monotonicMs() < until) {
      await sleep(100);
      status = await healthOf(machine.address, endpoint);
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
