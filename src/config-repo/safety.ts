import { MANIFEST } from '../compile/manifest.ts';
import { type Problem, Refusal } from '../problem/problem.ts';

const CONTROL = /\p{Cc}/u;
/** Names that git, Windows or macOS would take for `.git`. */
const GIT_FOLDER = /^(\.git|git~\d+)[ .]*$/i;
const INVISIBLE = /\p{Cf}/gu;
const BRANCH = /^[A-Za-z0-9][A-Za-z0-9._/-]{0,199}$/;

/** Refuses, all at once, paths that would leave the repository or reach into git itself. */
export function refuseUnsafePaths(paths: Iterable<string>): void {
  const all = [...paths];
  const folders = new Set(all.flatMap(foldersOf));
  const problems = all.flatMap((path): Problem[] => {
    const why = folders.has(path) ? 'is both a file and a folder' : whyUnsafe(path);
    return why === undefined ? [] : [{ code: 'unsafe-path', message: `${JSON.stringify(path)} ${why}` }];
  });
  if (problems.length > 0) throw new Refusal(problems);
}

/** The folders above a path: `a` and `a/b` of `a/b/c`. */
export function foldersOf(path: string): string[] {
  const parts = path.split('/').slice(0, -1);
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}

function whyUnsafe(path: string): string | undefined {
  if (path === MANIFEST) return 'is the name of the manifest itself';
  if (CONTROL.test(path) || path.includes('\\') || !path.isWellFormed())
    return 'holds a character that no path may hold';
  if (path.startsWith('/') || /^[A-Za-z]:/.test(path)) return 'is absolute';
  return path
    .split('/')
    .map(whyUnsafeName)
    .find((why) => why !== undefined);
}

function whyUnsafeName(name: string): string | undefined {
  if (name === '' || name === '.' || name === '..') return `has ${name === '' ? 'an empty name' : `"${name}"`} in it`;
  if (GIT_FOLDER.test(name.replaceAll(INVISIBLE, ''))) return 'reaches into git itself';
  if (name === '.gitmodules') return 'would make git fetch other repositories';
  return name.startsWith('-') ? 'could be taken for an option' : undefined;
}

/** Refuses what git could take for an option or for a program to run; git itself refuses such host names. */
export function refuseUnsafeRepo(repo: string, branch: string): void {
  const hint = 'see the config repo in rolebake.yaml';
  const problems: Problem[] = [];
  if (repo === '' || repo.startsWith('-') || CONTROL.test(repo) || /^[\w+-]+::/.test(repo)) {
    problems.push({
      code: 'unsafe-repo',
      message: `${JSON.stringify(repo)} is not a path or URL of a repository`,
      hint,
    });
  }
  if (!BRANCH.test(branch) || branch === 'HEAD' || /\.\.|\/\/|\/\.|[/.]$|\.lock(\/|$)/.test(branch)) {
    problems.push({ code: 'unsafe-repo', message: `${JSON.stringify(branch)} is not the name of a branch`, hint });
  }
  if (problems.length > 0) throw new Refusal(problems);
}

/** The folder that a repository is in, if it is on this machine. */
export function localPath(repo: string): string | undefined {
  if (repo.startsWith('file:///')) return decodeURIComponent(repo.slice('file://'.length));
  return /^[^/]*:/.test(repo) ? undefined : repo;
}
