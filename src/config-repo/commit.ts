import { join } from 'node:path';
import { hashesOf, MANIFEST, manifestText } from '../compile/manifest.ts';
import { Refusal } from '../problem/problem.ts';
import type { Base } from './base.ts';
import { type GitOptions, git, tryGit } from './git.ts';
import type { FileChange } from './plan.ts';

/** Who a commit is by. */
export interface Author {
  readonly name: string;
  readonly email: string;
}

/** What a commit is made of. */
export interface CommitParts {
  readonly git: GitOptions;
  readonly base: Base;
  readonly files: ReadonlyMap<string, Buffer>;
  readonly changes: readonly FileChange[];
  readonly message: string;
  readonly scratch: string;
  readonly author: Author | undefined;
  readonly at: Date;
}

/** Makes the commit on top of the base, in rolebake's own clone, without a work tree; gives its id. */
export async function makeCommit(parts: CommitParts): Promise<string> {
  const identity = await identityOf(parts);
  const tree = await writeTree(parts);
  const parents = parts.base.commit === undefined ? [] : ['-p', parts.base.commit];
  const args = ['commit-tree', tree, ...parents, '-F', '-'];
  return (await git(parts.git, { args, env: identity, input: parts.message })).trim();
}

async function writeTree({ git: options, base, files, changes, scratch }: CommitParts): Promise<string> {
  const env = { GIT_INDEX_FILE: join(scratch, 'index') };
  await git(options, { args: ['read-tree', base.commit ?? '--empty'], env });
  const removed = changes.filter(({ how }) => how === 'removed');
  const lines = removed.map(({ path }) => `0 ${'0'.repeat(40)}\t${path}\0`);
  const written = new Map(changes.flatMap(({ path, how }) => (how === 'removed' ? [] : [[path, files.get(path)]])));
  written.set(MANIFEST, Buffer.from(manifestText(hashesOf(files))));
  for (const [path, bytes] of written) {
    const args = ['hash-object', '-w', '--no-filters', '--stdin'];
    const oid = (await git(options, { args, input: bytes ?? '' })).trim();
    const mode = base.tree.get(path)?.mode === '100755' ? '100755' : '100644';
    lines.push(`${mode} ${oid}\t${path}\0`);
  }
  await git(options, { args: ['update-index', '--replace', '-z', '--index-info'], env, input: lines.join('') });
  return (await git(options, { args: ['write-tree'], env })).trim();
}

async function identityOf({ git: options, author, at }: CommitParts): Promise<Record<string, string>> {
  const date = `@${Math.floor(at.getTime() / 1000)} +0000`;
  const dates = { GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date };
  if (author === undefined) {
    for (const ident of ['GIT_AUTHOR_IDENT', 'GIT_COMMITTER_IDENT']) {
      const output = await tryGit(options, { args: ['-c', 'user.useConfigOnly=true', 'var', ident] });
      if (output.code !== 0) throw noIdentity();
    }
    return dates;
  }
  const { name, email } = author;
  return {
    ...dates,
    GIT_AUTHOR_NAME: name,
    GIT_AUTHOR_EMAIL: email,
    GIT_COMMITTER_NAME: name,
    GIT_COMMITTER_EMAIL: email,
  };
}

function noIdentity(): Refusal {
  return new Refusal({
    code: 'no-git-identity',
    message: 'git does not know who you are, and a commit says who made it',
    hint: 'git config --global user.name "Your Name" && git config --global user.email you@example.com',
  });
}
