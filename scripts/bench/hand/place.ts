import { existsSync } from 'node:fs';
import { readdir, readFile, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { realEffects } from '../../../src/host/effects.ts';
import { listMounts, unmount } from '../../../src/machines/local/mounts.ts';
import { networkDown } from './network.ts';

/** Where machines are made by hand, and the names that follow. */
export interface HandPlace {
  /** Of the bridge, the nft table and the control groups; machines add `-N`. */
  readonly name: string;
  readonly folder: string;
  /** First three bytes of the machines' addresses; `.1` is the host. */
  readonly network: string;
  /** Ends what runs over ssh. */
  readonly signal: AbortSignal;
}

const NEVER = new AbortController().signal;

/** The place of one lab. */
export const handPlace = (pid: number, lab: string, signal: AbortSignal = NEVER): HandPlace => ({
  signal,
  name: `rbh${pid}`,
  folder: join(lab, 'hand'),
  network: `10.97.${pid % 256}`,
});

/** The hierarchies in which a machine gets a group of its own. */
export async function hierarchies(): Promise<string[]> {
  const mounts = (await listMounts()).filter(
    ({ type, target }) => /^cgroup2?$/.test(type) && target.startsWith('/sys'),
  );
  return mounts.filter(({ options }) => !options.split(',').includes('cpuset')).map(({ target }) => target);
}

/** Ends and removes whatever was made by hand in this place; what is not there is fine. */
export async function removeByHand(place: HandPlace): Promise<void> {
  if (!existsSync(place.folder)) return;
  for (const name of await readdir(place.folder)) {
    if (name.startsWith(place.name)) await removeMachine(place, name);
  }
  for (const mount of await hierarchies()) await rmdir(`${mount}/${place.name}`).catch(() => undefined);
  await networkDown(place);
}

/** Kills what runs in a machine's groups and takes away its network, its mount and its disk. */
export async function removeMachine(place: HandPlace, name: string): Promise<void> {
  const groups = (await hierarchies()).map((mount) => `${mount}/${place.name}/${name}`).filter(existsSync);
  for (let tries = 0; tries < 500 && (await killAll(groups)); tries++) await sleep(10);
  for (const group of groups) await removeGroup(group);
  const { run } = realEffects;
  if (existsSync(`/run/netns/${name}`)) await run({ argv: ['ip', 'netns', 'delete', name] });
  if (existsSync(`/sys/class/net/${name}`)) await run({ argv: ['ip', 'link', 'delete', name] });
  await unmount(run, join(place.folder, name, 'root'));
  for (const left of [join(place.folder, name), `/run/systemd/nspawn/propagate/${name}`])
    await rm(left, { recursive: true, force: true });
}

async function killAll(groups: readonly string[]): Promise<boolean> {
  const pids = (await Promise.all(groups.map(pidsBelow))).flat();
  for (const pid of pids) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {} // It ended by itself.
  }
  return pids.length > 0;
}

async function pidsBelow(group: string): Promise<number[]> {
  const own = await readFile(`${group}/cgroup.procs`, 'utf8').catch(() => '');
  const below = await Promise.all((await groupsIn(group)).map(pidsBelow));
  return [...own.split('\n').filter(Boolean).map(Number), ...below.flat()];
}

async function removeGroup(group: string): Promise<void> {
  for (const below of await groupsIn(group)) await removeGroup(below);
  await rmdir(group).catch(() => undefined);
}

async function groupsIn(group: string): Promise<string[]> {
  const entries = await readdir(group, { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => `${group}/${name}`);
}
