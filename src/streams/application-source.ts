import { lstatSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { APPLICATION_FILE, type ApplicationWords, readApplication } from '../catalog/applications/application.ts';
import { sourceCommit } from '../config-repo/source-commit.ts';
import type { Effects } from '../host/effects.ts';
import type { Source } from '../ledger/entry.ts';
import { Refusal } from '../problem/problem.ts';
import { type Archive, archiveTemp, packFolder } from './archives.ts';
import { unpackForeign } from './foreign-archive.ts';
import { archiveCommit } from './git-archive.ts';

/** Where the files of a release are. */
export interface ReleasePlace {
  /** A folder, or an archive. */
  readonly path: string;
  /** The folder as it was at this commit of the git repository around it. */
  readonly ref?: string;
}

/** A release of an application, kept as an archive. */
export interface Packed {
  readonly archive: Archive;
  readonly words: ApplicationWords;
  /** The git commit that it is of, where there is one. */
  readonly source?: Source;
}

/**
 * Brings a release into its canonical form, in the folder of archives: the same files have the same digest, however they
 * come. Refuses with `unsafe-archive`, `unreadable-file`, and what is wrong with the application's own file.
 */
export async function packRelease(
  name: string,
  place: ReleasePlace,
  archives: string,
  effects: Effects,
): Promise<Packed> {
  const { path, ref } = place;
  const what = statSync(path, { throwIfNoEntry: false });
  if (ref === undefined && what?.isDirectory()) {
    const source = await sourceCommit(effects.run, path, [path]);
    return { ...(await packed(name, path, path, archives, effects)), ...(source ? { source } : {}) };
  }
  if (ref === undefined && !what?.isFile()) throw nothingAt(path);
  await using temp = await archiveTemp(archives, effects);
  const [file, tree] = [`${temp.path}/commit.tar`, `${temp.path}/tree`];
  const source = ref === undefined ? undefined : await archiveCommit(effects.run, { folder: path, ref }, file);
  await unpackForeign(effects.run, { archive: source ? file : path, folder: tree, shownAs: ref ?? path });
  return { ...(await packed(name, tree, ref ?? path, archives, effects)), ...(source ? { source } : {}) };
}

async function packed(name: string, folder: string, shownAs: string, archives: string, effects: Effects) {
  const words = wordsIn(name, folder, shownAs);
  return { words, archive: await packFolder(folder, archives, effects) };
}

/** What the application says of itself, if it does. */
function wordsIn(name: string, folder: string, shownAs: string): ApplicationWords {
  const path = join(folder, APPLICATION_FILE);
  if (!lstatSync(path, { throwIfNoEntry: false })?.isFile()) return { declares: {} };
  const read = readApplication(name, join(shownAs, APPLICATION_FILE), readFileSync(path, 'utf8'));
  if (read.ok) return read.value;
  throw new Refusal(read.problems);
}

const nothingAt = (path: string): Refusal =>
  new Refusal({
    code: 'unreadable-file',
    message: `${path} is not a folder, nor an archive`,
    hint: 'rolebake app tag NAME FOLDER, or ARCHIVE.tar.gz',
  });
