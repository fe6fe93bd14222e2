import { join } from 'node:path';
import { hashesOf, MANIFEST, manifestText } from '../compile/manifest.ts';
import type { Base } from './base.ts';
import { writeBlobs } from './blobs.ts';
import { type GitOptions, git } from './git.ts';
import type { Identity } from './identity.ts';
import type { FileChange } from './plan.ts';

/** What a commit is made of. */
export interface CommitParts {
  readonly git: GitOptions;
  readonly base: Base;
  readonly files: ReadonlyMap<string, Buffer>;
  readonly changes: readonly FileChange[];
  readonly message: string;
  readonly scratch: string;
  readonly identity: Identity;
}

/** Makes the commit on top of the base, in rolebake's own clone, without a work tree; gives its id. */
export async function makeCommit(parts: CommitParts): Promise<string> {
  const { git: options, base, files, changes, scratch } = parts;
  const removed = changes.filter(({ how }) => how === 'removed').map(({ path }) => path);
  const written = new Map(changes.flatMap(({ path, how }) => (how === 'removed' ? [] : [[path, files.get(path)]])));
  written.set(MANIFEST, Buffer.from(manifestText(hashesOf(files))));
  const modeOf = (path: string) => (base.tree.get(path)?.mode === '100755' ? '100755' : '100644');
  const tree = await writeTree(options, { on: base.commit, written, removed, modeOf, scratch });
  return commitTree(options, { tree, parent: base.commit, message: parts.message, identity: parts.identity });
}

interface TreeParts {
  /** The commit whose tree it begins with; without one, an empty tree. */
  readonly on: string | undefined;
  readonly written: ReadonlyMap<string, Buffer | undefined>;
  readonly removed: readonly string[];
  readonly modeOf: (path: string) => string;
  readonly scratch: string;
}

async function writeTree(options: GitOptions, { on, written, removed, modeOf, scratch }: TreeParts): Promise<string> {
  const env = { GIT_INDEX_FILE: join(scratch, 'index') };
  await git(options, { args: ['read-tree', on ?? '--empty'], env });
  const oids = await writeBlobs(
    options,
    [...written.values()].map((bytes) => bytes ?? Buffer.alloc(0)),
    scratch,
  );
  const lines = [
    ...removed.map((path) => `0 ${'0'.repeat(40)}\t${path}\0`),
    ...[...written.keys()].map((path, index) => `${modeOf(path)} ${oids[index]}\t${path}\0`),
  ];
  await git(options, { args: ['update-index', '--replace', '-z', '--index-info'], env, input: lines.join('') });
  return (await git(options, { args: ['write-tree'], env })).trim();
}

/** A commit of these files alone, beside the branch; gives its id. */
export async function commitAlone(
  options: GitOptions,
  parts: Pick<CommitParts, 'files' | 'message' | 'identity' | 'scratch'> & { readonly parent: string | undefined },
): Promise<string> {
  const { files, scratch } = parts;
  const tree = await writeTree(options, {
    on: undefined,
    written: files,
    removed: [],
    modeOf: () => '100644',
    scratch,
  });
  return commitTree(options, { ...parts, tree });
}

async function commitTree(
  options: GitOptions,
  commit: Pick<CommitParts, 'message' | 'identity'> & { readonly tree: string; readonly parent: string | undefined },
): Promise<string> {
  const parents = commit.parent === undefined ? [] : ['-p', commit.parent];
  const args = ['commit-tree', ...commit.identity.commitFlags, commit.tree, ...parents, '-F', '-'];
  return (await git(options, { args, env: commit.identity.env, input: commit.message })).trim();
}
