import { Refusal } from '../problem/problem.ts';
import { type GitOptions, git, shown } from './git.ts';
import { push } from './push.ts';
import { localPath } from './safety.ts';
import type { Place } from './seen.ts';

/** What a protected branch did not take, on a branch of its own, and how a person asks for it to be merged. */
export interface Proposal {
  readonly branch: string;
  readonly commit: string;
  /** Why the branch itself did not take it, in the server's words. */
  readonly why: string;
  /** Where a browser opens the request, if that is known. */
  readonly url?: string;
  /** A command that writes the request as text. */
  readonly command: string;
}

/** The last proposal of this clone, for it not to be made twice. */
const PROPOSED = 'refs/rolebake/proposed';

/** The pages of known servers that open a request, by their hosts' names. */
const PAGES: readonly { readonly host: RegExp; readonly path: (from: string, to: string) => string }[] = [
  { host: /(^|\.)github\./, path: (from, to) => `/compare/${to}...${from}?expand=1` },
  {
    host: /(^|\.)gitlab\./,
    path: (from, to) =>
      `/-/merge_requests/new?merge_request%5Bsource_branch%5D=${from}&merge_request%5Btarget_branch%5D=${to}`,
  },
  { host: /(^|\.)(gitea|forgejo|codeberg)\./, path: (from, to) => `/compare/${to}...${from}` },
];

/** A commit that its branch refused. */
interface Refused {
  readonly commit: string;
  readonly base: string | undefined;
  readonly why: string;
}

/** Pushes what the branch refused to one of its own, once however often it is tried; a Refusal if that is refused too. */
export async function propose(options: GitOptions, place: Place, refused: Refused): Promise<Proposal> {
  const { repo, branch: to } = place;
  const commit = (await sameProposal(options, refused.commit)) ?? refused.commit;
  const branch = `rolebake/${commit.slice(0, 12)}`;
  const outcome = await push(options, { repo, branch, commit, tags: [] });
  if (outcome.outcome !== 'pushed') throw pushRefused(to, refused.why);
  await git(options, { args: ['update-ref', PROPOSED, commit] });
  const url = pageOf(repo, branch, to) ?? pageIn(outcome.words, hostOf(repo));
  const at = shellWord(shown(repo));
  const range = `${refused.base ?? commit} ${at} ${commit}:refs/heads/${branch}`;
  const command = `git --git-dir=${shellWord(options.gitDir)} request-pull ${range}`;
  return { branch, commit, why: shown(refused.why), ...(url === undefined ? {} : { url }), command };
}

function pushRefused(branch: string, why: string): Refusal {
  return new Refusal({
    code: 'push-refused',
    message: shown(`the config repo refused the push to ${branch}, and to a branch beside it: ${why}`),
    hint: 'publish to a repository that you may push to',
  });
}

/** The last proposal, if it is the same tree on the same commit: a new one would say nothing else. */
async function sameProposal(options: GitOptions, commit: string): Promise<string | undefined> {
  const format = ['for-each-ref', '--format=%(objectname) %(tree) %(parent)', PROPOSED];
  const [proposed, ...before] = (await git(options, { args: format })).trim().split(' ');
  const now = (await git(options, { args: ['log', '-1', '--no-show-signature', '--format=%T %P', commit] })).trim();
  return before.join(' ') === now ? proposed : undefined;
}

/** The page of a known server: of `https://HOST/PATH`, `ssh://USER@HOST/PATH` and `USER@HOST:PATH`. */
function pageOf(repo: string, from: string, to: string): string | undefined {
  const host = hostOf(repo);
  const page = PAGES.find((one) => host !== undefined && one.host.test(host));
  const [, path] = /^(?:\w+:\/\/[^/]+\/|[^/:]+:)\/?(.+?)(?:\.git)?\/?$/.exec(repo) ?? [];
  return page === undefined || path === undefined ? undefined : `https://${host}/${path}${page.path(from, to)}`;
}

function hostOf(repo: string): string | undefined {
  if (localPath(repo) !== undefined) return undefined;
  return /^(?:\w+:\/\/)?(?:[^/@]+@)?([^/:@]+)/.exec(repo)?.[1];
}

/** The first page of this host that the server spoke of when it took the branch. */
function pageIn(words: string, host: string | undefined): string | undefined {
  const said = words
    .split('\n')
    .filter((line) => line.startsWith('remote:'))
    .join(' ');
  return [...said.matchAll(/https?:\/\/[!-~]+/g)]
    .map(([url]) => url)
    .find((url) => host !== undefined && hostOf(url) === host);
}

const shellWord = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
