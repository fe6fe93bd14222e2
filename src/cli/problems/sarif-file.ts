import { existsSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { type Problem, Refusal } from '../../problem/problem.ts';
import type { Session } from '../session.ts';
import { rolebakeVersion } from '../version.ts';
import { sarifLog } from './sarif.ts';
import { sourceLines } from './source-lines.ts';

/**
 * Does something, and writes the problems that it ends with to a SARIF file; none if it goes well. Refuses with
 * `unusable-path`, before anything is done, a place where no file can be.
 */
export async function reportingTo<T>(file: string, session: Session, act: () => Promise<T>): Promise<T> {
  refusePlace(resolve(session.cwd, file));
  try {
    const result = await act();
    write(file, [], session);
    return result;
  } catch (error) {
    if (error instanceof Refusal) write(file, error.problems, session);
    throw error;
  }
}

function refusePlace(path: string): void {
  const folder = dirname(path);
  if (!existsSync(folder))
    throw new Refusal({ code: 'unusable-path', message: `there is no folder ${folder}`, hint: `mkdir -p ${folder}` });
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory())
    throw new Refusal({ code: 'unusable-path', message: `${path} is a folder`, hint: `${path}/rolebake.sarif` });
}

function write(file: string, problems: readonly Problem[], session: Session): void {
  const root = session.root;
  const context = {
    root,
    repository: repositoryOf(root) ?? root,
    version: rolebakeVersion(),
    lines: sourceLines(root),
  };
  writeFileSync(resolve(session.cwd, file), `${JSON.stringify(sarifLog(problems, context), null, 2)}\n`);
}

/** The nearest folder, from this one up, that is the root of a git repository. */
function repositoryOf(folder: string): string | undefined {
  if (existsSync(join(folder, '.git'))) return folder;
  const parent = dirname(folder);
  return parent === folder ? undefined : repositoryOf(parent);
}
