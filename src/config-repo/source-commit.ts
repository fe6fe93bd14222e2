import { relative } from 'node:path';
import type { Source } from '../ledger/entry.ts';
import { filtersOff } from './filters-off.ts';
import { type GitOptions, git, tryGit } from './git.ts';
import { repoAround } from './repo-around.ts';

/**
 * The commit that the repository around a folder is at, and whether any of these files and folders has changes that it
 * does not hold; undefined where there is no repository, or no commit yet. Runs no program that the repository names.
 */
export async function sourceCommit(
  run: GitOptions['run'],
  root: string,
  paths: readonly string[],
): Promise<Source | undefined> {
  const repo = repoAround(root);
  if (repo === undefined) return undefined;
  const options = { run, gitDir: repo.gitDir, timeoutSeconds: 60 };
  const head = await tryGit(options, { args: ['rev-parse', '--verify', '--quiet', 'HEAD^{commit}'] });
  if (head.code !== 0) return undefined;
  const inside = paths.map((path) => relative(repo.top, path) || '.').filter((path) => !path.startsWith('..'));
  const noFilters = await filtersOff(options);
  const status = ['status', '--porcelain', '--untracked-files=all', '--ignore-submodules=all', '--', ...inside];
  const args = [...noFilters, `--work-tree=${repo.top}`, ...status];
  const changed = await git(options, { args, env: { GIT_OPTIONAL_LOCKS: '0' }, cwd: repo.top });
  return { commit: head.stdout.trim(), dirty: changed !== '' };
}
