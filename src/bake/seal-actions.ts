import { constants } from 'node:fs';
import { open, rmdir, unlink } from 'node:fs/promises';
import { Refusal } from '../problem/problem.ts';
import { unreachable } from '../problem/unreachable.ts';
import { type BytePath, below, display, namesIn, onDisk } from '../snapshots/byte-path.ts';
import { stateOf } from '../snapshots/change.ts';
import type { Found } from './seal-paths.ts';
import type { SealRule } from './seal-rules.ts';

const DAY = 86_400;

/** Does to one path what a rule says; gives whether that changed anything. `epoch` is in seconds. */
export async function applyRule(
  root: BytePath,
  { action, path }: SealRule,
  found: Found,
  epoch: number,
): Promise<boolean> {
  const disk = below(root, found.path);
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
      return await rewrite(disk, () => '');
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

/** Writes in place, so that owner, mode and attributes stay; a file that is right is not touched. */
async function rewrite(path: BytePath, change: (text: string) => string): Promise<boolean> {
  await using file = await open(onDisk(path), constants.O_RDWR | constants.O_NOFOLLOW);
  const before = await file.readFile('latin1');
  const after = change(before);
  if (after === before) return false;
  await file.truncate(0);
  await file.write(after, 0, 'latin1');
  return true;
}

/** Removes a path and what is in it; of a symlink the link. */
async function removeTree(path: BytePath): Promise<void> {
  if (!stateOf(path).isDirectory()) return await unlink(onDisk(path));
  for (const name of namesIn(path)) await removeTree(below(path, name));
  await rmdir(onDisk(path));
}

function notAFile(path: BytePath): Refusal {
  const hint = 'let the role leave it a file';
  return new Refusal({
    code: 'leftover-found',
    message: `/${display(path)} is not a plain file: it cannot be sealed`,
    hint,
  });
}
