import { existsSync, readFileSync } from 'node:fs';
import { mkdir, readFile, rmdir, writeFile } from 'node:fs/promises';
import { listMounts } from '../../src/machines/local/mounts.ts';

/** A control group that counts processor time: of this process and of all that it starts, as long as they live in it. */
export interface CpuGroup extends AsyncDisposable {
  /** CPU seconds until now. */
  seconds(): number;
}

/** Where groups that count processor time are: cgroup v1's cpuacct, or the one hierarchy of v2. */
export async function cpuHierarchy(): Promise<string> {
  const mounts = (await listMounts()).filter(({ target }) => target.startsWith('/sys/fs/cgroup'));
  const counting = mounts.find(({ type, options }) => type === 'cgroup' && options.split(',').includes('cpuacct'));
  const mount = counting ?? mounts.find(({ type }) => type === 'cgroup2');
  if (!mount) throw new Error('this host has no control groups');
  return mount.target;
}

/** CPU seconds of a group and those below it; undefined if it is not there. */
export function groupSeconds(folder: string): number | undefined {
  try {
    if (existsSync(`${folder}/cpuacct.usage`)) return Number(readFileSync(`${folder}/cpuacct.usage`, 'utf8')) / 1e9;
    const microseconds = /^usage_usec (\d+)$/m.exec(readFileSync(`${folder}/cpu.stat`, 'utf8'))?.[1];
    return Number(microseconds) / 1e6;
  } catch (error) {
    if (['ENOENT', 'ENODEV'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
}

/** Moves this process into a group of its own, and back at the end. */
export async function enterCpuGroup(name: string): Promise<CpuGroup> {
  const mount = await cpuHierarchy();
  const before = `${mount}${await ownGroup(mount)}`;
  const folder = `${mount}/${name}`;
  await mkdir(folder, { recursive: true });
  await writeFile(`${folder}/cgroup.procs`, String(process.pid));
  return {
    seconds: () => groupSeconds(folder) ?? 0,
    [Symbol.asyncDispose]: async () => {
      await writeFile(`${before}/cgroup.procs`, String(process.pid));
      await rmdir(folder).catch(() => undefined);
    },
  };
}

/** The path of this process's group below a hierarchy's mount. */
async function ownGroup(mount: string): Promise<string> {
  const lines = (await readFile('/proc/self/cgroup', 'utf8')).trim().split('\n');
  const rows = lines.map((line) => /^\d+:([^:]*):(.*)$/.exec(line));
  const isV1 = existsSync(`${mount}/cpuacct.usage`);
  const own = rows.find((row) => (isV1 ? row?.[1]?.split(',').includes('cpuacct') : row?.[1] === ''));
  return own?.[2] ?? '/';
}
