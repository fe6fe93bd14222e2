import { type FileHandle, mkdir, open, readdir, readFile, rename } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { HEADS, INTENT, STAGED, STATE } from './paths.ts';

/** A ledger's bytes by path, relative and with `/`. */
export type Files = ReadonlyMap<string, Buffer>;

/** Writes a file whole or not at all: written beside, synced, renamed, and the folder synced. */
export async function writeDurably(dir: string, path: string, bytes: string | Buffer): Promise<void> {
  const temporary = join(dir, STATE, `tmp-${path.replaceAll('/', '-')}`);
  await makeFolder(dirname(join(dir, path)));
  await withFile(temporary, 'w', async (handle) => {
    await handle.writeFile(bytes);
    await handle.sync();
  });
  await rename(temporary, join(dir, path));
  await syncFolder(dirname(join(dir, path)));
}

/** Writes at an offset of a file that may not exist yet, and syncs; what was behind the new bytes is cut off. */
export async function writeTail(dir: string, path: string, offset: number, bytes: Buffer): Promise<void> {
  const file = join(dir, path);
  await makeFolder(dirname(file));
  await withFile(file, offset === 0 ? 'w' : 'r+', async (handle) => {
    await handle.write(bytes, 0, bytes.length, offset);
    await handle.truncate(offset + bytes.length);
    await handle.sync();
  });
  if (offset === 0) await syncFolder(dirname(file));
}

/** Makes a folder with those above it, each of them synced into its own parent. */
async function makeFolder(folder: string): Promise<void> {
  const first = await mkdir(folder, { recursive: true });
  if (first === undefined) return;
  for (let made = folder; made.length >= first.length; made = dirname(made)) await syncFolder(dirname(made));
}

async function syncFolder(folder: string): Promise<void> {
  await withFile(folder, 'r', (handle) => handle.sync());
}

async function withFile(path: string, flags: string, work: (handle: FileHandle) => Promise<void>): Promise<void> {
  const handle = await open(path, flags);
  try {
    await work(handle);
  } finally {
    await handle.close();
  }
}

/** The bytes of a file, or undefined if there is none. */
export async function readIfThere(dir: string, path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(join(dir, path));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Those of the files that exist. */
export async function readSome(dir: string, paths: Iterable<string>): Promise<Map<string, Buffer>> {
  const found = new Map<string, Buffer>();
  for (const path of paths) {
    const bytes = await readIfThere(dir, path);
    if (bytes !== undefined) found.set(path, bytes);
  }
  return found;
}

/**
 * Every file of a ledger, and what is being written; none of a ledger that does not exist. Links are not followed: a link comes as
 * a file without bytes, which verification finds to be wrong.
 */
export async function readAll(dir: string): Promise<Map<string, Buffer>> {
  const found = new Map<string, Buffer>();
  const entries = await readdir(dir, { recursive: true, withFileTypes: true }).catch(noneIfAbsent);
  for (const entry of entries) {
    const path = relative(dir, join(entry.parentPath, entry.name)).split(sep).join('/');
    if (entry.isDirectory() || (path.startsWith(`${STATE}/`) && path !== INTENT && path !== STAGED)) continue;
    const bytes = entry.isFile() ? await readIfThere(dir, path) : Buffer.alloc(0);
    if (bytes !== undefined) found.set(path, bytes);
  }
  return new Map([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function noneIfAbsent(error: NodeJS.ErrnoException): [] {
  if (error.code === 'ENOENT') return [];
  throw error;
}

/** What changes with every append: the same before and after reading other files, nothing was appended in between. */
export async function readMoment(dir: string): Promise<string> {
  const moment = await readSome(dir, [HEADS, INTENT]);
  return `${moment.get(HEADS) ?? ''}\n${moment.get(INTENT) ?? ''}`;
}
