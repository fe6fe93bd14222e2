import { type GitOptions, git, tryGit } from './git.ts';

/**
 * What differs between two commits in some folders, as a unified diff; undefined if the repository has not both. No program
 * that the repository names is run for it.
 */
export async function diffCommits(
  { run, gitDir }: Pick<GitOptions, 'run' | 'gitDir'>,
  [before, now]: readonly [string, string],
  folders: readonly string[],
): Promise<string | undefined> {
  const options = { run, gitDir, timeoutSeconds: 60 };
  for (const commit of [before, now]) {
    const args = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${commit}^{commit}`];
    if ((await tryGit(options, { args })).code !== 0) return undefined;
  }
  const quiet = ['--no-color', '--no-ext-diff', '--no-textconv', '--no-renames'];
  return await git(options, { args: ['diff', ...quiet, '--end-of-options', before, now, '--', ...folders] });
}
