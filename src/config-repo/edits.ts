import { contentHash, MANIFEST } from '../compile/manifest.ts';
import { type Problem, Refusal } from '../problem/problem.ts';
import type { Base } from './base.ts';
import { readBlobs } from './blobs.ts';
import type { CloneWork } from './clone.ts';
import { type GitOptions, git, shown } from './git.ts';
import { isFile, type PublishPlan } from './plan.ts';

const SHOWN_LINES = 40;

/** What the check of a plan needs to know. */
export interface PlanCheck extends CloneWork {
  readonly base: Base;
  readonly plan: PublishPlan;
  readonly files: ReadonlyMap<string, Buffer>;
  /** Files that may only grow: what the branch holds must be the beginning of what is published. */
  readonly appendOnly: (path: string) => boolean;
  /** Edited files that may be overwritten. */
  readonly overwrite: (path: string) => boolean;
}

/** What a plan would lose. */
interface Losses {
  /** Files of ours that someone has edited. */
  readonly edited: readonly string[];
  /** Files that may only grow, and would not. */
  readonly shrunk: readonly string[];
}

/** Refuses, all at once, a plan that would overwrite or remove anything but rolebake's own unedited work. */
export async function refuseLosses(check: PlanCheck): Promise<void> {
  const { edited, shrunk } = await lossesOf(check);
  const problems: Problem[] = [
    ...[...new Set(check.plan.foreign)].map(foreignFile),
    ...shrunk.map(shrunkFile),
    ...(await Promise.all(
      edited.filter((path) => !check.overwrite(path)).map((path) => editedFile(check.git, check.base, path)),
    )),
  ];
  if (problems.length > 0) throw new Refusal(problems);
}

/** Compares what a plan changes or removes with what rolebake had written there. */
export async function lossesOf({ base, plan, files, appendOnly, git: options, scratch }: PlanCheck): Promise<Losses> {
  const there = plan.changes.flatMap(({ path, how }) => {
    const entry = how === 'added' ? undefined : base.tree.get(path);
    return entry === undefined ? [] : [{ path, entry }];
  });
  const oids = there.flatMap(({ entry }) => (isFile(entry) ? [entry.oid] : []));
  const blobs = await readBlobs(options, oids, scratch);
  const bytesOf = (path: string) => {
    const entry = base.tree.get(path);
    return entry && isFile(entry) ? blobs.get(entry.oid) : undefined;
  };
  const isEdited = (path: string) => {
    const bytes = bytesOf(path);
    return bytes === undefined || contentHash(bytes) !== base.manifest.get(path);
  };
  const paths = there.map(({ path }) => path);
  const shrinks = (path: string) => {
    const bytes = bytesOf(path);
    return bytes !== undefined && files.get(path)?.subarray(0, bytes.length).equals(bytes) !== true;
  };
  const edited = paths.filter(isEdited);
  return { edited, shrunk: paths.filter((path) => appendOnly(path) && !edited.includes(path) && shrinks(path)) };
}

function foreignFile(path: string): Problem {
  return {
    code: 'foreign-file',
    message: `${path} in the config repo was not written by rolebake, and stands where it would write`,
    hint: `git mv it elsewhere, or publish to another repository`,
  };
}

function shrunkFile(path: string): Problem {
  return {
    code: 'ledger-conflict',
    message: `${path} in the config repo holds entries that are not in this ledger; publishing would lose them`,
    hint: 'rolebake pull',
  };
}

/** An edit of a file that rolebake wrote, as a unified diff with the commit that it is in. */
export interface Edit {
  readonly path: string;
  /** The last commit that rolebake made, in which the file was as it wrote it. */
  readonly wrote: string;
  /** The last commit that changed the file, and whose it is. */
  readonly commit: string;
  readonly author: string;
  readonly subject: string;
  /** Lines of the diff, from its first `@@` on; none for what is no text, or no file any more. */
  readonly diff: readonly string[];
}

/** Reads who edited a file of ours, and how. */
export async function readEdit(options: GitOptions, { commit: head = '' }: Base, path: string): Promise<Edit> {
  const log = (format: string, about: string) =>
    git(options, { args: ['log', '-1', `--format=${format}`, '--no-show-signature', head, '--', about] });
  const wrote = (await log('%H', MANIFEST)).trim();
  const [commit = '', author = '', subject = ''] = (await log('%H%x00%an%x00%s', path))
    .trimEnd()
    .split('\0')
    .map(shown);
  const diff = ['diff', '--no-color', '--no-ext-diff', '--no-textconv', '--no-renames', wrote, head, '--', path];
  const lines = shown(await git(options, { args: diff }))
    .trimEnd()
    .split('\n');
  const first = lines.findIndex((line) => line.startsWith('@@'));
  return { path, wrote, commit, author, subject, diff: first === -1 ? [] : lines.slice(first) };
}

async function editedFile(options: GitOptions, base: Base, path: string): Promise<Problem> {
  const { diff, wrote } = await readEdit(options, base, path);
  const part = diff.length > SHOWN_LINES ? [...diff.slice(0, SHOWN_LINES), '...'] : diff;
  return {
    code: 'edited-file',
    message: [`${path} in the config repo was edited since rolebake wrote it`, ...part].join('\n'),
    hint: `rolebake publish --adopt shows where in the catalog it belongs; to take the file back: git checkout ${wrote.slice(0, 12)} -- ${path}`,
  };
}
