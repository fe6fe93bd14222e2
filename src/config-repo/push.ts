import { type GitCall, type GitOptions, gitFailed, tryGit } from './git.ts';
import type { Place } from './seen.ts';

/** The reasons of a refused push that mean: someone else pushed in between. */
const RACES =
  /fetch first|non-fast-forward|failed to update ref|cannot lock ref|incorrect old value|already exists|failed to lock/;

/** What a push is to set. */
export interface PushTo extends Place {
  /** Undefined: tags alone. */
  readonly commit: string | undefined;
  /** Names of tags of the clone. */
  readonly tags: readonly string[];
}

/** What came of a push; `refused` is the server's will, with its words. */
export type PushOutcome =
  | { readonly outcome: 'pushed'; readonly words: string }
  | { readonly outcome: 'lost-race'; readonly why: string }
  | { readonly outcome: 'refused'; readonly why: string; readonly words: string };

/** Pushes a commit to the branch, and tags, all or nothing and never by force. A Refusal if the remote cannot be reached. */
export async function push(options: GitOptions, { repo, branch, commit, tags }: PushTo): Promise<PushOutcome> {
  const refspecs = [
    ...(commit === undefined ? [] : [`${commit}:refs/heads/${branch}`]),
    ...tags.map((name) => `refs/tags/${name}:refs/tags/${name}`),
  ];
  const flags = ['--porcelain', '--no-verify', '--no-follow-tags', '--recurse-submodules=no', '--no-signed'];
  const atomic = refspecs.length > 1 ? ['--atomic'] : [];
  const call: GitCall = { args: ['push', ...flags, ...atomic, '--', repo, ...refspecs] };
  const output = await tryGit(options, call);
  if (output.code === 0) return { outcome: 'pushed', words: output.stderr };
  const rejected = output.stdout.split('\n').filter((line) => line.startsWith('!'));
  if (rejected.length === 0) throw gitFailed(options, call, output);
  const raced = rejected.find((line) => RACES.test(line));
  if (raced !== undefined) return { outcome: 'lost-race', why: reasonOf(raced) };
  const reason = rejected.find((line) => !line.includes('atomic')) ?? rejected[0] ?? '';
  return { outcome: 'refused', why: reasonOf(reason), words: output.stderr };
}

const reasonOf = (line: string): string => line.split('\t')[2] ?? line;
