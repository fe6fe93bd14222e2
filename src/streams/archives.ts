import { existsSync, mkdirSync, readdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Effects } from '../host/effects.ts';
import { runChecked } from '../host/processes.ts';
import { type Digest, hexDigest, hexOf } from '../naming/digest.ts';
import { fileDigest } from '../naming/file-digest.ts';
import { Refusal } from '../problem/problem.ts';
import { makeTemp, removeAbandoned } from '../snapshots/temp-folders.ts';

/** An application's release as bytes: a tar, named by its digest. */
export interface Archive {
  readonly digest: Digest;
  readonly path: string;
  readonly bytes: number;
}

/** Where the archive of a digest is kept. */
export const archivePath = (folder: string, digest: Digest): string => join(folder, 'sha256', `${hexOf(digest)}.tar`);

/** A folder for unfinished work beside the archives; those of makers that died are removed. Disposal removes it. */
export async function archiveTemp(folder: string, effects: Effects): Promise<ReturnType<typeof makeTemp>> {
  const parent = join(folder, 'tmp');
  mkdirSync(parent, { recursive: true });
  await removeAbandoned(parent, effects);
  return makeTemp(parent, effects);
}

/**
 * Packs a folder, so that the same files give the same bytes whoever owns them and whenever they were written.
 * The files end up root's; permissions stay. The bytes are kept in `folder` under their digest.
 */
export async function packFolder(source: string, folder: string, effects: Effects): Promise<Archive> {
  mkdirSync(join(folder, 'sha256'), { recursive: true });
  await using temp = await archiveTemp(folder, effects);
  const partial = join(temp.path, 'packed.tar');
  await runChecked(effects.run, { argv: ['tar', ...TAR_OPTIONS, '-cf', partial, '.'], cwd: source });
  const digest = await fileDigest(partial);
  const path = archivePath(folder, digest);
  renameSync(partial, path);
  return { digest, path, bytes: statSync(path).size };
}

const TAR_OPTIONS = [
  '--sort=name',
  '--owner=0',
  '--group=0',
  '--numeric-owner',
  '--mtime=@0',
  '--mode=ug-s,go-w',
  '--format=posix',
  '--pax-option=exthdr.name=%d/PaxHeaders/%f,delete=atime,delete=ctime',
  '--hard-dereference',
  '--exclude-vcs',
  '--exclude=__pycache__',
] as const;

/** Every archive that is kept, whole or not. */
export function listArchives(folder: string): Digest[] {
  if (!existsSync(join(folder, 'sha256'))) return [];
  const names = readdirSync(join(folder, 'sha256')).sort();
  return names.flatMap((name) => /^([0-9a-f]{64})\.tar$/.exec(name)?.[1] ?? []).map(hexDigest);
}

/** What is wrong with an archive, by reading every byte of it. */
export async function archiveFault(folder: string, digest: Digest): Promise<string | undefined> {
  const path = archivePath(folder, digest);
  if (!existsSync(path)) return 'is not here';
  return (await fileDigest(path)) === digest ? undefined : 'has other bytes than were stored';
}

/** The archive of a digest, checked before it is used. */
export async function openArchive(folder: string, digest: Digest): Promise<string> {
  const fault = await archiveFault(folder, digest);
  if (fault === undefined) return archivePath(folder, digest);
  const message = `the application archive ${digest} ${fault}`;
  throw new Refusal({
    code: 'snapshot-missing',
    message,
    hint: 'rolebake app tag NAME FOLDER records the application again',
  });
}
