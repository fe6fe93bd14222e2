import { readFile, rename, rm, writeFile } from 'node:fs/promises';

/** What machines need of the host's kernel beyond its defaults, as the least value. */
const NEEDED: Readonly<Record<string, number>> = {
  '/proc/sys/net/ipv4/ip_forward': 1,
  '/proc/sys/fs/inotify/max_user_instances': 2048,
};

/** The values before the first area raised them, and the areas that still need them raised. */
interface Raised {
  readonly boot: string;
  readonly before: Readonly<Record<string, number>>;
  readonly holders: readonly string[];
}

const FILE = '/run/rolebake.sysctls.json';

/** Raises what is too low, once for all areas; the old values are on disk first. Under the host lock. */
export async function raiseSysctls(area: string): Promise<void> {
  const known = await readRaised();
  const before = known?.before ?? (await currentValues());
  const holders = [...new Set([...(known?.holders ?? []), area])].sort();
  await writeRaised({ boot: await bootId(), before, holders });
  for (const [path, least] of Object.entries(NEEDED)) {
    if ((await read(path)) < least) await writeFile(path, String(least));
  }
}

/** Puts the values back when the last area lets go, except one that somebody changed since. Under the host lock. */
export async function restoreSysctls(area: string): Promise<void> {
  const known = await readRaised();
  if (!known) return;
  const holders = known.holders.filter((holder) => holder !== area);
  if (holders.length > 0) return writeRaised({ ...known, holders });
  for (const [path, value] of Object.entries(known.before)) {
    if ((await read(path)) === NEEDED[path]) await writeFile(path, String(value));
  }
  await rm(FILE, { force: true });
}

async function currentValues(): Promise<Record<string, number>> {
  const values: Record<string, number> = {};
  for (const path of Object.keys(NEEDED)) values[path] = await read(path);
  return values;
}

async function readRaised(): Promise<Raised | undefined> {
  const text = await readFile(FILE, 'utf8').catch(() => undefined);
  const raised = text === undefined ? undefined : (JSON.parse(text) as Raised);
  return raised?.boot === (await bootId()) ? raised : undefined;
}

async function writeRaised(raised: Raised): Promise<void> {
  await writeFile(`${FILE}.new`, JSON.stringify(raised));
  await rename(`${FILE}.new`, FILE);
}

const bootId = async (): Promise<string> => (await readFile('/proc/sys/kernel/random/boot_id', 'utf8')).trim();

const read = async (path: string): Promise<number> => Number(await readFile(path, 'utf8'));
