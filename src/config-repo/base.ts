import { access, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { MANIFEST } from '../compile/manifest.ts';
import type { Run } from '../host/processes.ts';
import { type GitOptions, git, tryGit } from './git.ts';
import { type Manifest, readManifest } from './manifest.ts';
import type { Tree } from './plan.ts';
import { localPath } from './safety.ts';

/** The branch as it is now, to build the next commit on. */
export interface Base {
  /** Undefined while the branch has no commit. */
  readonly commit: string | undefined;
  readonly tree: Tree;
  readonly manifest: Manifest;
  /** What the remote's tags of images point to, by name: `role/web/42`. */
  readonly imageTags: ReadonlySet<string>;
}

const REF = 'refs/rolebake/base';
const IMAGE_TAGS = 'refs/tags/role/';
/** What a rename says where something is by now. */
const TAKEN: ReadonlySet<string | undefined> = new Set(['ENOTEMPTY', 'EEXIST', 'ENOTDIR']);

/** Makes rolebake's own clone, without hooks or work tree, if it is not there; gives how to run git in it. */
export async function openClone(run: Run, gitDir: string, timeoutSeconds: number): Promise<GitOptions> {
  const options: GitOptions = { run, gitDir, timeoutSeconds };
  await git(options, { args: ['init', '--quiet', '--bare', '--template=', '--', gitDir] });
  const global = ['config', '--global', '--includes', '--get', 'core.sshCommand'];
  const sshCommand = (await tryGit(options, { args: global })).stdout.trim();
  return sshCommand === '' ? options : { ...options, sshCommand };
}

/**
 * Makes an empty bare repository where a local one is meant and nothing exists. It is there whole or not at all: of those
 * who make it at once, the first one's is taken.
 */
export async function createRepo(options: GitOptions, repo: string, branch: string): Promise<void> {
  const local = localPath(repo);
  if (local === undefined || (await exists(local))) return;
  const path = resolve(local);
  await mkdir(dirname(path), { recursive: true });
  const beside = await mkdtemp(`${path}.new-`);
  try {
    const made = join(beside, 'repo');
    const args = ['init', '--quiet', '--bare', '--template=', `--initial-branch=${branch}`, '--', made];
    await git({ ...options, gitDir: made }, { args });
    await rename(made, path).catch((error: NodeJS.ErrnoException) => {
      if (!TAKEN.has(error.code)) throw error;
    });
  } finally {
    await rm(beside, { recursive: true, force: true });
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

/** Fetches the branch, and reads its tree and manifest. */
export async function readBase(options: GitOptions, repo: string, branch: string): Promise<Base> {
  const ref = `refs/heads/${branch}`;
  const listed = await git(options, { args: ['ls-remote', '--', repo, ref, `${IMAGE_TAGS}*`] });
  const refs = listed.split('\n').map((line) => line.split('\t')[1] ?? '');
  const tags = refs.filter((name) => name.startsWith(IMAGE_TAGS) && !name.endsWith('^{}'));
  const imageTags = new Set(tags.map((name) => name.slice('refs/tags/'.length)));
  if (!refs.includes(ref)) return { commit: undefined, tree: new Map(), manifest: new Map(), imageTags };
  await rm(join(options.gitDir, `${REF}.lock`), { force: true });
  const args = ['fetch', '--quiet', '--no-tags', '--no-write-fetch-head', '--', repo, `+${ref}:${REF}`];
  await git(options, { args });
  const commit = (await git(options, { args: ['rev-parse', '--verify', `${REF}^{commit}`] })).trim();
  return { commit, tree: await readTree(options, commit), manifest: await manifestAt(options, commit), imageTags };
}

async function readTree(options: GitOptions, commit: string): Promise<Tree> {
  const listing = await git(options, { args: ['ls-tree', '-r', '-z', '--full-tree', commit] });
  const entries = listing.split('\0').filter(Boolean);
  return new Map(
    entries.map((entry) => {
      const [meta = '', path = ''] = [entry.slice(0, entry.indexOf('\t')), entry.slice(entry.indexOf('\t') + 1)];
      const [mode = '', , oid = ''] = meta.split(' ');
      return [path, { mode, oid }];
    }),
  );
}

async function manifestAt(options: GitOptions, commit: string): Promise<Manifest> {
  const output = await tryGit(options, { args: ['cat-file', 'blob', `${commit}:${MANIFEST}`] });
  return output.code === 0 ? readManifest(output.stdout) : new Map();
}
