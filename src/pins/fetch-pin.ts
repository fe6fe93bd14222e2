import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { openClone } from '../config-repo/base.ts';
import { shown, tryGit } from '../config-repo/git.ts';
import type { Effects } from '../host/effects.ts';
import { Refusal } from '../problem/problem.ts';
import { archiveTemp, packFolder } from '../streams/archives.ts';
import { unpackForeign } from '../streams/foreign-archive.ts';
import { archiveCommit } from '../streams/git-archive.ts';
import type { Locked } from './lock.ts';
import { type Pinned, pinKey, pinText, placeOf } from './pinned.ts';
import { downloadRelease, type Registries } from './releases.ts';

/** Where pins come from, and where their files go. */
export interface PinPlace {
  readonly registries: Registries;
  /** Folder of archives, each under its digest. */
  readonly archives: string;
}

const REF = 'refs/rolebake/pin';
const GIT_SECONDS = 60;

/**
 * Fetches somebody else's code and keeps it in its canonical form: the same files have the same digest, however they
 * come. Refuses with `unknown-pin`, `pin-changed`, `mirror-failed`, `git-failed`, `git-timeout` or `unsafe-archive`.
 */
export async function fetchPin(pinned: Pinned, { registries, archives }: PinPlace, effects: Effects): Promise<Locked> {
  const { pin } = pinned;
  await using temp = await archiveTemp(archives, effects);
  const [archive, folder] = [join(temp.path, 'archive'), join(temp.path, 'tree')];
  const shownAs = `${pinKey(pinned)} ${pinText(pin)}`;
  if ('version' in pin) {
    await downloadRelease(pinned, pin.version, registries, archive);
    await unpackForeign(effects.run, { archive, folder, shownAs });
    return { pin, digest: (await packFolder(onlyFolderIn(folder, shownAs), archives, effects)).digest };
  }
  const repo = join(temp.path, 'repo.git');
  await fetchRef(pinned, pin, repo, effects);
  const { commit } = await archiveCommit(effects.run, { folder: repo, ref: REF }, archive);
  await unpackForeign(effects.run, { archive, folder, shownAs });
  return { pin, commit, digest: (await packFolder(folder, archives, effects)).digest };
}

async function fetchRef(
  pinned: Pinned,
  pin: { readonly git: string; readonly ref: string },
  repo: string,
  { run }: Pick<Effects, 'run'>,
): Promise<void> {
  const options = await openClone(run, repo, GIT_SECONDS);
  const args = ['fetch', '--quiet', '--depth=1', '--no-tags', '--no-write-fetch-head', '--', pin.git];
  const fetched = await tryGit(options, { args: [...args, `+${pin.ref}:${REF}`] });
  if (fetched.code === 0) return;
  if (/couldn't find remote ref|not our ref/.test(fetched.stderr)) {
    const message = shown(`${pin.git} has no ${pin.ref}, which ${pinKey(pinned)} is pinned to`);
    throw new Refusal({ code: 'unknown-pin', message, ...placeOf(pinned), hint: 'a tag, or all of a commit' });
  }
  const message = shown(`git fetch of ${pin.git}: ${fetched.stderr.trim()}`);
  throw new Refusal({ code: 'git-failed', message, ...placeOf(pinned) });
}

/** Archives of registries hold one folder, named by the release. */
function onlyFolderIn(folder: string, shownAs: string): string {
  const [entry, ...more] = readdirSync(folder, { withFileTypes: true });
  if (entry?.isDirectory() && more.length === 0) return join(folder, entry.name);
  throw new Refusal({ code: 'unsafe-archive', message: `${shownAs} does not hold one folder` });
}
