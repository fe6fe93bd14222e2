import { Refusal } from '../problem/problem.ts';
import { type GitOptions, tryGit } from './git.ts';

/** Who a commit is by. */
export interface Author {
  readonly name: string;
  readonly email: string;
}

/** How commits and tags are made: by whom and when, and whether they are signed. */
export interface Identity {
  readonly env: Readonly<Record<string, string>>;
  /** Options of git commit-tree. */
  readonly commitFlags: readonly string[];
  readonly signTags: boolean;
}

/** The identity that git is set up with, or the one given; a Refusal that says what to set if there is none. */
export async function identityOf(options: GitOptions, author: Author | undefined, at: Date): Promise<Identity> {
  const date = `@${Math.floor(at.getTime() / 1000)} +0000`;
  const dates = { GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date };
  const names = author === undefined ? {} : namesOf(author);
  if (author === undefined) await refuseNameless(options);
  const commitFlags = (await isSet(options, 'commit.gpgSign')) ? ['-S'] : [];
  return { env: { ...dates, ...names }, commitFlags, signTags: await isSet(options, 'tag.gpgSign') };
}

function namesOf({ name, email }: Author): Record<string, string> {
  return { GIT_AUTHOR_NAME: name, GIT_AUTHOR_EMAIL: email, GIT_COMMITTER_NAME: name, GIT_COMMITTER_EMAIL: email };
}

async function refuseNameless(options: GitOptions): Promise<void> {
  for (const ident of ['GIT_AUTHOR_IDENT', 'GIT_COMMITTER_IDENT']) {
    const output = await tryGit(options, { args: ['-c', 'user.useConfigOnly=true', 'var', ident] });
    if (output.code !== 0) throw noIdentity();
  }
}

async function isSet(options: GitOptions, name: string): Promise<boolean> {
  return (await tryGit(options, { args: ['config', '--type=bool', '--get', name] })).stdout.trim() === 'true';
}

function noIdentity(): Refusal {
  return new Refusal({
    code: 'no-git-identity',
    message: 'git does not know who you are, and a commit says who made it',
    hint: 'git config --global user.name "Your Name" && git config --global user.email you@example.com',
  });
}
