import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import { filtersOff } from '../config-repo/filters-off.ts';
import { type GitOptions, git, shown, tryGit } from '../config-repo/git.ts';
import { type RepoAround, repoAround } from '../config-repo/repo-around.ts';
import type { Run } from '../host/processes.ts';
import type { Source } from '../ledger/entry.ts';
import { Refusal } from '../problem/problem.ts';

/** So that the same commit gives the same bytes for everybody. */
const SETTINGS = ['core.autocrlf=false', 'core.eol=lf', 'tar.umask=0022'].flatMap((setting) => ['-c', setting]);

/** A folder of a git repository, as it was at a commit. */
interface Wanted {
  /** In a work tree, or a bare repository itself. */
  readonly folder: string;
  readonly ref: string;
}

/** Writes the tar of the folder as the commit has it; runs no program that the repository names. */
export async function archiveCommit(run: Run, { folder, ref }: Wanted, file: string): Promise<Source> {
  const { gitDir, top } = repositoryOf(folder);
  const options = { run, gitDir, timeoutSeconds: 600 };
  const commit = await object(options, `${ref}^{commit}`);
  if (commit === undefined || ref.startsWith('-')) throw refusal(`${folder} has no commit ${JSON.stringify(ref)}`);
  const inside = relative(top, folder);
  const tree = await object(options, `${commit}:${inside}`);
  const kind = tree === undefined ? '' : await git(options, { args: ['cat-file', '-t', tree] });
  if (tree === undefined || kind.trim() !== 'tree') throw refusal(`commit ${ref} has no folder ${inside}`);
  const args = [...SETTINGS, ...(await filtersOff(options)), 'archive', '--format=tar', tree];
  await git(options, { args, outputFile: file });
  return { commit, dirty: false };
}

/** The hash that a word of git's means, if it means one; a word that looks like an option means none. */
async function object(options: GitOptions, word: string): Promise<string | undefined> {
  const { code, stdout } = await tryGit(options, {
    args: ['rev-parse', '--verify', '--quiet', '--end-of-options', word],
  });
  const hash = stdout.trim().split('\n').at(-1) ?? '';
  return code === 0 && /^[0-9a-f]{40,64}$/.test(hash) ? hash : undefined;
}

function repositoryOf(folder: string): RepoAround {
  const isBare = ['HEAD', 'objects', 'refs'].every((name) => existsSync(join(folder, name)));
  const repo = isBare ? { gitDir: folder, top: folder } : repoAround(folder);
  if (repo === undefined) throw refusal(`${folder} is in no git repository`);
  return repo;
}

const refusal = (message: string): Refusal =>
  new Refusal({
    code: 'usage',
    message: shown(message),
    hint: 'rolebake app tag NAME FOLDER --git REF, where FOLDER is in a git work tree, or a bare repository',
  });
