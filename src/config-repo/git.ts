import type { Output, Run } from '../host/processes.ts';
import { Refusal } from '../problem/problem.ts';

/** How to run git: where, and for how long at most. */
export interface GitOptions {
  readonly run: Run;
  /** A bare repository of rolebake's own. */
  readonly gitDir: string;
  /** Seconds that one git command may take; one that transfers objects may take ten times as long. */
  readonly timeoutSeconds: number;
  /** The user's own ssh command; ours adds that it asks nothing. Default: `ssh`. */
  readonly sshCommand?: string;
}

/** One git command. */
export interface GitCall {
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string | Buffer;
  readonly cwd?: string;
  /** A file that gets what git writes, as it is. */
  readonly outputFile?: string;
}

/** Variables by which a surrounding git command (a hook, an alias) would lead ours astray. */
const STRAY = [
  'GIT_DIR',
  'GIT_WORK_TREE',
  'GIT_INDEX_FILE',
  'GIT_OBJECT_DIRECTORY',
  'GIT_ALTERNATE_OBJECT_DIRECTORIES',
  'GIT_COMMON_DIR',
  'GIT_NAMESPACE',
  'GIT_QUARANTINE_PATH',
  'GIT_GRAFT_FILE',
  'GIT_SHALLOW_FILE',
  'GIT_PREFIX',
];

const ENVIRONMENT = {
  GIT_TERMINAL_PROMPT: '0',
  GIT_ASKPASS: 'false',
  SSH_ASKPASS: 'false',
  SSH_ASKPASS_REQUIRE: 'never',
  GIT_ALLOW_PROTOCOL: 'file:git:http:https:ssh',
  GIT_LITERAL_PATHSPECS: '1',
  GIT_NO_REPLACE_OBJECTS: '1',
  LC_ALL: 'C.UTF-8',
};

const SETTINGS = [
  'core.hooksPath=/dev/null',
  'core.fsmonitor=false',
  'core.attributesFile=/dev/null',
  'credential.interactive=false',
  'i18n.commitEncoding=UTF-8',
  'gc.auto=0',
  'maintenance.auto=false',
  'fetch.recurseSubmodules=false',
];

const SSH_OPTIONS = '-o BatchMode=yes -o ConnectTimeout=15';

/** What git says of an object store that lost bytes, as by a power failure. */
const DAMAGED = /corrupt|is empty|bad object|unable to read (tree|sha1)|not a git repository/i;

/** What a repository that has just answered `ls-remote` is given more time for. */
const TRANSFERS = ['fetch', 'push'];

const secondsFor = ({ timeoutSeconds }: GitOptions, { args: [command = ''] }: GitCall): number =>
  TRANSFERS.includes(command) ? timeoutSeconds * 10 : timeoutSeconds;

/** Exit codes of timeout(1): the command ran out of time; it had to be killed. */
const TIMED_OUT = [124, 137];

/**
 * Runs git without a shell, a prompt, a hook or a work tree. timeout(1) ends the whole process group, so that no
 * transport outlives its git. A Refusal only when time runs out; the exit code is the caller's to judge.
 */
export async function tryGit(git: GitOptions, call: GitCall): Promise<Output> {
  const variables = Object.entries({ ...ENVIRONMENT, ...call.env }).map(([name, value]) => `${name}=${value}`);
  const output = await git.run({
    argv: [
      'timeout',
      '--kill-after=5',
      String(secondsFor(git, call)),
      'env',
      ...STRAY.map((name) => `--unset=${name}`),
      ...variables,
      'git',
      ...SETTINGS.flatMap((setting) => ['-c', setting]),
      '-c',
      `core.sshCommand=${git.sshCommand ?? 'ssh'} ${SSH_OPTIONS}`,
      `--git-dir=${git.gitDir}`,
      ...call.args,
    ],
    ...(call.input === undefined ? {} : { input: call.input }),
    ...(call.cwd === undefined ? {} : { cwd: call.cwd }),
    ...(call.outputFile === undefined ? {} : { outputFile: call.outputFile }),
  });
  if (TIMED_OUT.includes(output.code)) throw outOfTime(git, call);
  return output;
}

/** Runs a git command that must succeed, and gives its output; a Refusal with git's own words otherwise. */
export async function git(options: GitOptions, call: GitCall): Promise<string> {
  const output = await tryGit(options, call);
  if (output.code !== 0) throw gitFailed(options, call, output);
  return output.stdout;
}

function outOfTime(git: GitOptions, call: GitCall): Refusal {
  return new Refusal({
    code: 'git-timeout',
    message: `git ${call.args[0]} did not end within ${secondsFor(git, call)} s`,
    hint: 'see whether the repository answers: git ls-remote REPOSITORY',
  });
}

/** The failure of a git command, in git's own words. */
export function gitFailed(git: GitOptions, call: GitCall, output: Output): Refusal {
  const words = (output.stderr.trim() || output.stdout.trim()).split(/\r?\n/).slice(0, 8).join('\n');
  const message = shown(`git ${call.args[0]} ended with ${output.code}: ${words}`);
  const hint = `if it is rolebake's own clone that is damaged, remove it: rm -r ${git.gitDir}`;
  return new Refusal({ code: 'git-failed', message, ...(DAMAGED.test(words) ? { hint } : {}) });
}

/** What others wrote, for a terminal: without names and passwords in URLs, nor characters that control it. */
export function shown(text: string): string {
  return text.replaceAll(/(\w+:\/\/)[^\s/@]+@/g, '$1').replaceAll(/[^\P{Cc}\n\t]|\p{Cf}/gu, '\uFFFD');
}
