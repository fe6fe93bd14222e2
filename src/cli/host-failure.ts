import { type Problem, Refusal } from '../problem/problem.ts';

const FULL = ['ENOSPC', 'EDQUOT'];
const CLOSED = ['EROFS', 'EACCES', 'EPERM', 'ENOTDIR', 'EEXIST', 'ENAMETOOLONG', 'EIO'];

/** SQLite's own codes for the same (sqlite.org/rescode.html), the last byte. */
const SQLITE_FULL = 13;
const SQLITE_CLOSED = [3, 8, 10, 14];

/** What the file system refused us, as a Refusal: the host's trouble and no bug. Undefined for any other error. */
export function hostFailure(error: unknown): Refusal | undefined {
  const problem = causes(error)
    .map(problemOf)
    .find((found) => found !== undefined);
  return problem && new Refusal(problem, { cause: error });
}

/** Whether an error says that there is no space left. */
export function isDiskFull(error: unknown): boolean {
  const refusal = error instanceof Refusal ? error : hostFailure(error);
  return refusal?.problems.some(({ code }) => code === 'disk-full') ?? false;
}

/** An error and those behind it. */
function causes(error: unknown): Error[] {
  if (!(error instanceof Error)) return [];
  const inner: unknown[] = error instanceof AggregateError ? error.errors : [error.cause];
  return [error, ...inner.flatMap(causes)];
}

function problemOf(error: Error): Problem | undefined {
  const { code = '', syscall, errcode } = error as NodeJS.ErrnoException & { errcode?: number };
  const sqlite = errcode === undefined ? undefined : errcode & 0xff;
  if (FULL.includes(code) || sqlite === SQLITE_FULL)
    return { code: 'disk-full', message: error.message, hint: 'df; free some space and run the command again' };
  // Node's recursive mkdir says ENOENT on a read-only file system.
  if (
    CLOSED.includes(code) ||
    (code === 'ENOENT' && syscall === 'mkdir') ||
    (sqlite !== undefined && SQLITE_CLOSED.includes(sqlite))
  ) {
    const hint = 'rolebake.yaml says where things are; rolebake doctor looks at them';
    return { code: 'unusable-path', message: error.message, hint };
  }
  return undefined;
}
