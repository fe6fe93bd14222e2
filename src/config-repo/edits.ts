import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { contentHash, MANIFEST } from '../compile/manifest.ts';
import { type Problem, Refusal } from '../problem/problem.ts';
import type { Base } from './base.ts';
import { type GitOptions, git } from './git.ts';
import { isFile, type PublishPlan } from './plan.ts';

const SHOWN_LINES = 40;

/** What the check of a plan needs to know. */
export interface PlanCheck {
  readonly git: GitOptions;
  readonly base: Base;
  readonly plan: PublishPlan;
  readonly files: ReadonlyMap<string, Buffer>;
  /** A folder for files that last as long as this publish. */
  readonly scratch: string;
  /** Files that may only grow: what the branch holds must be the beginning of what is published. */
  readonly appendOnly: (path: string) => boolean;
}

/** Refuses, all at once, a plan that would overwrite or remove anything but rolebake's own unedited work. */
export async function refuseLosses(check: PlanCheck): Promise<void> {
  const problems: Problem[] = [...new Set(check.plan.foreign)].map(foreignFile);
  for (const { path, how } of check.plan.changes) {
    if (how === 'added') continue;
    const problem = await lossAt(check, path);
    if (problem !== undefined) problems.push(problem);
  }
  if (problems.length > 0) throw new Refusal(problems);
}

function foreignFile(path: string): Problem {
  return {
    code: 'foreign-file',
    message: `${path} in the config repo was not written by rolebake, and stands where it would write`,
    hint: `git mv it elsewhere, or publish to another repository`,
  };
}

async function lossAt(check: PlanCheck, path: string): Promise<Problem | undefined> {
  const there = check.base.tree.get(path);
  if (there === undefined) return undefined;
  const bytes = isFile(there) ? await blob(check, there.oid) : undefined;
  if (bytes === undefined || contentHash(bytes) !== check.base.manifest.get(path)) return editedFile(check, path);
  if (!check.appendOnly(path) || check.files.get(path)?.subarray(0, bytes.length).equals(bytes)) return undefined;
  return {
    code: 'ledger-conflict',
    message: `${path} in the config repo holds entries that are not in this ledger; publishing would lose them`,
    hint: 'take the ledger from the config repo, then bake again',
  };
}

/** The bytes of a blob, untouched by any filter. */
async function blob(check: PlanCheck, oid: string): Promise<Buffer> {
  const name = (await git(check.git, { args: ['unpack-file', oid], cwd: check.scratch })).trim();
  const file = join(check.scratch, name);
  const bytes = await readFile(file);
  await rm(file);
  return bytes;
}

async function editedFile({ git: options, base }: PlanCheck, path: string): Promise<Problem> {
  const head = base.commit ?? '';
  const log = ['log', '-1', '--format=%H', '--no-show-signature', head, '--', MANIFEST];
  const wrote = (await git(options, { args: log })).trim();
  const diff = ['diff', '--no-color', '--no-ext-diff', '--no-textconv', '--no-renames', wrote, head, '--', path];
  const lines = (await git(options, { args: diff })).trimEnd().split('\n');
  const shown = lines.length > SHOWN_LINES ? [...lines.slice(0, SHOWN_LINES), '...'] : lines;
  return {
    code: 'edited-file',
    message: [`${path} in the config repo was edited since rolebake wrote it`, ...shown].join('\n'),
    hint: `move the edit into the catalog, take the file back with git checkout ${wrote.slice(0, 12)} -- ${path}, commit and push`,
  };
}
