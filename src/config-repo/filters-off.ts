import { type GitOptions, tryGit } from './git.ts';

/** Settings that turn every filter off that a repository or its user has set up: a filter is a program that git runs. */
export async function filtersOff(options: GitOptions): Promise<string[]> {
  const args = ['config', '--null', '--name-only', '--get-regexp', '^filter\\.'];
  const { stdout } = await tryGit(options, { args });
  const names = new Set(stdout.split('\0').flatMap((key) => /^(filter\..+)\.[^.]+$/s.exec(key)?.[1] ?? []));
  return [...names].flatMap((name) => [
    ...['clean', 'smudge', 'process'].flatMap((way) => ['-c', `${name}.${way}=`]),
    ...['-c', `${name}.required=false`],
  ]);
}
