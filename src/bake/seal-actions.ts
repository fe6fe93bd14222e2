import { constants } from 'node:fs';
import { mkdir, open, readFile, rename, rm, rmdir, symlink, unlink, writeFile } from 'node:fs/promises';
import { Refusal } from '../problem/problem.ts';
import { unreachable } from '../problem/unreachable.ts';
import { type BytePath, below, bytePath, display, namesIn, onDisk, parentOf } from '../snapshots/byte-path.ts';
import { stateIfThere, stateOf } from '../snapshots/change.ts';
import type { Found } from './seal-paths.ts';
import type { SealedFile, SealRule } from './seal-rules.ts';

const DAY = 86_400;

/** Does to one path what a rule says; gives whether that changed anything. `epoch` is in seconds. */
export async function applyRule(
  root: BytePath,
  { action, path, instead = [] }: SealRule,
  found: Found,
  epoch: number,
): Promise<boolean> {
  const disk = below(root, found.path);
  for (const file of instead) await put(root, file);
  if (action === 'remove') {
    await removeTree(disk);
    return true;
  }
  if (!found.stat.isFile()) {
    // Only where a file was named: `var/log/**/*` meets folders and links too.
    if (!path.includes('*')) throw notAFile(found.path);
    return false;
  }
  switch (action) {
    case 'empty':
      return await empty(disk, found);
    case 'set-password-day':
      return await rewrite(disk, (text) => withPasswordDay(text, Math.floor(epoch / DAY)));
    case 'sort-paragraphs':
      return await rewrite(disk, sortedParagraphs);
    case 'drop-own-name':
      return await rewrite(disk, (text) => text.replace(/^127\.0\.1\.1[ \t].*\n?/gm, ''));
    default:
      return unreachable(action);
  }
}

/** The third field of a line of shadow(5) counts days since 1970; empty and 0 have a meaning of their own. */
function withPasswordDay(shadow: string, day: number): string {
  return shadow.replace(/^([^:\n]*:[^:\n]*:)[1-9][0-9]*(?=:)/gm, `$1${day}`);
}

function sortedParagraphs(text: string): string {
  const paragraphs = text.split(/\n{2,}/).map((paragraph) => paragraph.replace(/^\n+|\n+$/g, ''));
  const sorted = paragraphs.filter((paragraph) => paragraph !== '').sort();
  return sorted.map((paragraph) => `${paragraph}\n\n`).join('');
}

async function empty(path: BytePath, { stat }: Found): Promise<boolean> {
  if (stat.size === 0n) return false;
  await using file = await open(onDisk(path), WRITE);
  await file.truncate(0);
  return true;
}

const WRITE = constants.O_RDWR | constants.O_NOFOLLOW;

/**
 * Writes in place, so that owner, mode and attributes stay; a file that is right is not touched. What it is to become
 * lies beside it meanwhile, so that a seal that died between the old text and the new is gone on with.
 */
async function rewrite(path: BytePath, change: (text: string) => string): Promise<boolean> {
  await using file = await open(onDisk(path), WRITE);
  const [beside, partial] = [`${path}.rolebake-seal` as BytePath, `${path}.rolebake-part` as BytePath];
  const begun = await readIfThere(beside);
  const before = begun === undefined ? await file.readFile('latin1') : '';
  const after = begun ?? change(before);
  if (begun === undefined && after === before) return false;
  if (begun === undefined) {
    await rm(onDisk(partial), { force: true });
    await writeFile(onDisk(partial), after, { encoding: 'latin1', mode: 0o600, flag: 'wx' });
    await rename(onDisk(partial), onDisk(beside));
  }
  await file.truncate(0);
  await file.write(after, 0, 'latin1');
  await unlink(onDisk(beside));
  return true;
}

/** Puts a file or a link into a tree, in place of what is there; no symlink is followed. */
async function put(root: BytePath, file: SealedFile): Promise<void> {
  const path = bytePath(file.path);
  for (const folder of foldersTo(path)) {
    const state = stateIfThere(below(root, folder));
    if (state === undefined) await mkdir(onDisk(below(root, folder)), { mode: 0o755 });
    else if (!state.isDirectory()) throw notAFolder(folder);
  }
  const disk = below(root, path);
  if (stateIfThere(disk) !== undefined) await removeTree(disk);
  if ('link' in file) await symlink(file.link, onDisk(disk));
  else await writeFile(onDisk(disk), file.content, { mode: 0o644, flag: 'wx' });
}

/** The folders that a path goes through, the outermost first. */
function foldersTo(path: BytePath): BytePath[] {
  const above = parentOf(path);
  return above === '' ? [] : [...foldersTo(above), above];
}

async function readIfThere(path: BytePath): Promise<string | undefined> {
  if (stateIfThere(path) === undefined) return undefined;
  return await readFile(onDisk(path), { encoding: 'latin1', flag: constants.O_RDONLY | constants.O_NOFOLLOW });
}

/** Removes a path and what is in it; of a symlink the link. */
async function removeTree(path: BytePath): Promise<void> {
  if (!stateOf(path).isDirectory()) return await unlink(onDisk(path));
  for (const name of namesIn(path)) await removeTree(below(path, name));
  await rmdir(onDisk(path));
}

function notAFolder(path: BytePath): Refusal {
  return new Refusal({
    code: 'leftover-found',
    message: `/${display(path)} is no folder: what is to be in it cannot be sealed`,
    hint: 'let the role make a folder there',
  });
}

function notAFile(path: BytePath): Refusal {
  const hint = 'let the role leave it a file';
  return new Refusal({
    code: 'leftover-found',
    message: `/${display(path)} is not a plain file: it cannot be sealed`,
    hint,
  });
}
