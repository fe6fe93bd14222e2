import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** The git repository whose work tree a folder is in. */
export interface RepoAround {
  readonly gitDir: string;
  /** The top of the work tree. */
  readonly top: string;
}

/** Finds the repository around a folder without asking git, which would refuse one of another user. */
export function repoAround(folder: string): RepoAround | undefined {
  for (let top = resolve(folder); ; top = dirname(top)) {
    const gitDir = gitDirOf(join(top, '.git'));
    if (gitDir !== undefined) return { gitDir, top };
    if (top === dirname(top)) return undefined;
  }
}

/** The git folder that `.git` is, or that it names if it is a file, as in a work tree of several. */
function gitDirOf(path: string): string | undefined {
  if (!existsSync(path)) return undefined;
  if (statSync(path).isDirectory()) return path;
  const [, named] = /^gitdir: (.*)$/m.exec(readFileSync(path, 'utf8')) ?? [];
  return named === undefined ? undefined : resolve(dirname(path), named);
}
