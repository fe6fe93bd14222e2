import { closeSync, constants, openSync, readSync } from 'node:fs';
import { setImmediate as othersGoOn } from 'node:timers/promises';
import type { Problem } from '../problem/problem.ts';
import { type BytePath, below, display, onDisk } from '../snapshots/byte-path.ts';
import { listTree } from '../snapshots/change.ts';
import { findPaths } from './seal-paths.ts';
import { CONVERGER_PATHS } from './seal-rules.ts';

/** A header alone is in every program that reads keys: some lines of base64 must follow, as they are or in JSON. */
const PEM_KEY =
  /-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----\s*?(?:\r?\n|\\n)(?:[ \t]*[\w-]+: [^\n\\]*(?:\r?\n|\\n))*(?:[ \t\r]*\n|\\n)*[ \t]*[A-Za-z0-9+/=]{40}/;
const OTHER_KEYS = /PuTTY-User-Key-File-\d: |AGE-SECRET-KEY-1[0-9A-Z]{50}/;
const MARKS = ['PRIVATE KEY', 'PuTTY-User-Key-File', 'AGE-SECRET-KEY-'];

/** Longer than any header and the first line of its key. */
const OVERLAP = 4096;

const ELF = Buffer.from('\x7fELF');

/** What the converger left in a tree. */
export function convergerLeftovers(root: BytePath): Problem[] {
  const found = CONVERGER_PATHS.flatMap((path) => findPaths(root, path));
  return found.map(({ path }) => ({
    code: 'leftover-found',
    message: `/${display(path)} is left of the converger: an image holds none`,
    hint: 'the bake takes it away; a role must not put it there',
  }));
}

/** The files below a folder that hold a private key; symlinks are not followed. */
export async function privateKeys(folder: BytePath): Promise<{ files: number; problems: Problem[] }> {
  const files = listTree(folder).filter((change) => change.kind === 'entry' && change.stat.isFile());
  const problems: Problem[] = [];
  const buffer = Buffer.alloc(1 << 20);
  for (const { path } of files) {
    if (!(await holdsKey(below(folder, path), buffer))) continue;
    const message = `/${display(path)} holds a private key: an image holds none`;
    problems.push({ code: 'leftover-found', message, hint: 'give it to machines at launch: a flag with secret: true' });
  }
  return { files: files.length, problems };
}

/** Programs pass: cryptographic libraries hold keys that they test themselves with. */
async function holdsKey(path: BytePath, buffer: Buffer): Promise<boolean> {
  const file = openSync(onDisk(path), constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    for (let kept = 0, first = true; ; first = false) {
      await othersGoOn();
      const asked = buffer.length - kept;
      const bytesRead = readSync(file, buffer, kept, asked, null);
      if (first && buffer.subarray(0, Math.min(4, bytesRead)).equals(ELF)) return false;
      const bytes = buffer.subarray(0, kept + bytesRead);
      if (MARKS.some((mark) => bytes.includes(mark)) && isKey(bytes.toString('latin1'))) return true;
      if (bytesRead < asked) return false;
      kept = Math.min(OVERLAP, bytes.length);
      bytes.copyWithin(0, bytes.length - kept);
    }
  } finally {
    closeSync(file);
  }
}

const isKey = (text: string) => PEM_KEY.test(text) || OTHER_KEYS.test(text);
