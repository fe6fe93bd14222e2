import { constants, existsSync, lstatSync, mkdirSync, writeFileSync } from 'node:fs';
import { type FileHandle, mkdir, open, readFile, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { HEADS, INTENT, SIGNATURE, STATE } from './paths.ts';
import { damaged } from './refusals.ts';

/** A ledger's bytes by path, relative and with `/`. */
export type Files = ReadonlyMap<string, Buffer>;

/** Makes the folder of what belongs to this machine alone, which git is to pass over. */
export function makeState(dir: string): void {
  const ignore = join(dir, STATE, '.gitignore');
  if (existsSync(ignore)) return;
  mkdirSync(join(dir, STATE), { recursive: true });
  writeFileSync(ignore, '*\n');
}

/** Writes a file whole or not at all: written beside, synced, renamed, and the folder synced. */
export async function writeDurably(dir: string, path: string, bytes: string | Buffer): Promise<void> {
  await writeBeside(dir, path, bytes);
  await renameInto(dir, path);
  await syncFolder(dirname(join(dir, path)));
}

/** Writes what a file is to become, and syncs it; `renameInto` then puts it in its place. */
export async function writeBeside(dir: string, path: string, bytes: string | Buffer): Promise<void> {
  await makeFolder(join(dir, STATE));
  await withFile(temporaryOf(dir, path), 'w', async (handle) => {
    await handle.writeFile(bytes);
    await handle.sync();
  });
}

export async function renameInto(dir: string, path: string): Promise<void> {
  await makeFolder(dirname(join(dir, path)));
  await rename(temporaryOf(dir, path), join(dir, path));
}

const temporaryOf = (dir: string, path: string) => join(dir, STATE, `tmp-${path.replaceAll('/', '-')}`);

/** Writes over a file where it is, and syncs. A file that dies half written must be recognised by who reads it. */
export async function overwrite(dir: string, path: string, bytes: Buffer): Promise<void> {
  const isNew = lstatSync(join(dir, path), { throwIfNoEntry: false }) === undefined;
  await withFile(join(dir, path), isNew ? CREATE : CHANGE, async (handle) => {
    await handle.truncate(0);
    await handle.write(bytes);
    await handle.datasync();
  });
  if (isNew) await syncFolder(dirname(join(dir, path)));
}

/** Makes a file empty, if it is there. Not synced: who reads it must know by itself what is done. */
export async function clearFile(dir: string, path: string): Promise<void> {
  if (lstatSync(join(dir, path), { throwIfNoEntry: false }) === undefined) return;
  await withFile(join(dir, path), CHANGE, (handle) => handle.truncate(0));
}

/** Nothing of a ledger is written through a link. */
const CHANGE = constants.O_RDWR | constants.O_NOFOLLOW;
const CREATE = CHANGE | constants.O_CREAT | constants.O_EXCL;

/** Writes at an offset of a file that may not exist yet, and syncs; what was behind the new bytes is cut off. */
export async function writeTail(dir: string, path: string, offset: number, bytes: Buffer): Promise<void> {
  const file = join(dir, path);
  await makeFolder(dirname(file));
  if (lstatSync(dirname(file)).isSymbolicLink()) throw damaged([`${dirname(path)} is a link`]);
  const isNew = lstatSync(file, { throwIfNoEntry: false }) === undefined;
  await withFile(file, isNew ? CREATE : CHANGE, async (handle) => {
    await handle.write(bytes, 0, bytes.length, offset);
    await handle.truncate(offset + bytes.length);
    await handle.sync();
  });
  if (isNew) await syncFolder(dirname(file));
}

/** Makes a folder with those above it, each of them synced into its own parent. */
async function makeFolder(folder: string): Promise<void> {
  const first = await mkdir(folder, { recursive: true });
  if (first === undefined) return;
  for (let made = folder; made.length >= first.length; made = dirname(made)) await syncFolder(dirname(made));
}

export async function syncFolder(folder: string): Promise<void> {
  await withFile(folder, 'r', (handle) => handle.sync());
}

async function withFile(
  path: string,
  flags: string | number,
  work: (handle: FileHandle) => Promise<void>,
): Promise<void> {
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
 * What changes with every append: the same before and after reading other files, nothing was appended in between. The
 * intent is read first: where a writer has cleared it meanwhile, the checkpoint is another one.
 */
export async function readMoment(dir: string): Promise<string> {
  const intent = await readIfThere(dir, INTENT);
  const stats = [HEADS, SIGNATURE].map((path) => {
    const stat = lstatSync(join(dir, path), { throwIfNoEntry: false });
    return stat === undefined ? '' : `${stat.ino} ${stat.size} ${stat.ctimeMs}`;
  });
  return [...stats, String(intent ?? '')].join('\n');
}
