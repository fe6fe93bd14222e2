import { Refusal } from '../problem/problem.ts';
import { type GitCall, type GitOptions, gitFailed, tryGit, withoutCredentials } from './git.ts';

/** The reasons of a refused push that mean: someone else pushed in between. */
const RACES =
  /fetch first|non-fast-forward|failed to update ref|cannot lock ref|incorrect old value|reference already exists|failed to lock/;

/** Pushes a commit to the branch, never by force. `lost-race` means that the branch has moved on; a Refusal otherwise. */
export async function pushCommit(
  options: GitOptions,
  to: { readonly repo: string; readonly branch: string; readonly commit: string },
): Promise<'pushed' | 'lost-race'> {
  const refspec = `${to.commit}:refs/heads/${to.branch}`;
  const flags = ['--porcelain', '--no-verify', '--no-follow-tags', '--recurse-submodules=no', '--no-signed'];
  const call: GitCall = { args: ['push', ...flags, '--', to.repo, refspec] };
  const output = await tryGit(options, call);
  if (output.code === 0) return 'pushed';
  const rejected = output.stdout.split('\n').find((line) => line.startsWith('!'));
  if (rejected === undefined) throw gitFailed(call, output);
  if (RACES.test(rejected)) return 'lost-race';
  throw new Refusal({
    code: 'push-refused',
    message: withoutCredentials(
      `the config repo refused the push to ${to.branch}: ${rejected.split('\t')[2] ?? rejected}`,
    ),
    hint: /checked out/.test(rejected)
      ? 'publish to a bare repository, or to a branch that is not checked out there'
      : 'publish to a branch that you may push to',
  });
}
