import { mkdir, readdir, readFile, rmdir } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Area } from './area.ts';
import { listMounts } from './mounts.ts';
import { namesIn } from './records.ts';

/**
 * The hierarchies of this host: one on cgroup v2, many on v1 and hybrid hosts. v1's cpuset stays out:
 * it takes no process before it is configured, and nothing in a machine uses it.
 */
async function hierarchies(): Promise<string[]> {
  const mounts = (await listMounts()).filter(
    ({ type, target }) => type.startsWith('cgroup') && target.startsWith('/sys'),
  );
  return mounts.filter(({ options }) => !options.split(',').includes('cpuset')).map(({ target }) => target);
}

/**
 * Makes the machine's own group in each hierarchy: without it systemd in all machines would share the host's root
 * group. Returns the files that a process writes its pid to.
 */
export async function makeCgroups(area: Area, id: string): Promise<string[]> {
  const groups = (await hierarchies()).map((mount) => `${mount}/${area.name}/${id}`);
  for (const group of groups) await mkdir(group, { recursive: true });
  return groups.map((group) => `${group}/cgroup.procs`);
}

/**
 * Kills whatever runs in the machine's groups, which nothing in a machine can leave, and removes them. A machine that
 * is only being started may still enter one of them, until it is gone.
 */
export async function removeCgroups(area: Area, id: string): Promise<void> {
  const groups = (await hierarchies()).map((mount) => `${mount}/${area.name}/${id}`);
  for (let attempt = 0; (await killAll(groups)) || !(await removeAll(groups)); attempt++) {
    if (attempt > 500) throw new Error(`processes of machine ${id} do not die`);
    await sleep(10);
  }
}

/** The ids that have a group in any hierarchy. */
export async function cgroupIds(area: Area): Promise<string[]> {
  const ids = new Set<string>();
  for (const mount of await hierarchies()) {
    for (const entry of await foldersIn(`${mount}/${area.name}`)) ids.add(entry);
  }
  return [...ids];
}

/** Removes the area's own groups, once they are empty. */
export async function removeAreaCgroups(area: Area): Promise<void> {
  for (const mount of await hierarchies()) await rmdir(`${mount}/${area.name}`).catch(() => undefined);
}

async function killAll(groups: readonly string[]): Promise<boolean> {
  const pids = new Set<number>();
  for (const group of groups) for (const pid of await pidsIn(group)) pids.add(pid);
  for (const pid of pids) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {} // It ended by itself.
  }
  return pids.size > 0;
}

async function pidsIn(group: string): Promise<number[]> {
  const own = await readFile(`${group}/cgroup.procs`, 'utf8').catch(() => '');
  const below = await Promise.all((await foldersIn(group)).map((name) => pidsIn(`${group}/${name}`)));
  return [...own.split('\n').filter(Boolean).map(Number), ...below.flat()].filter((pid) => pid > 0);
}

/** False if somebody has entered a group meanwhile. */
async function removeAll(groups: readonly string[]): Promise<boolean> {
  try {
    for (const group of groups) await removeTree(group);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EBUSY') return false;
    throw error;
  }
}

async function removeTree(group: string): Promise<void> {
  for (const name of await foldersIn(group)) await removeTree(`${group}/${name}`);
  await rmdir(group).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
  });
}

async function foldersIn(group: string): Promise<string[]> {
  if ((await namesIn(group)).length === 0) return [];
  const entries = await readdir(group, { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
}
