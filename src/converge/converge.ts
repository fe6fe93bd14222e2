import type { Target } from '../compile/compile.ts';
import { type Effects, realEffects } from '../host/effects.ts';
import { Refusal } from '../problem/problem.ts';
import { chef } from './chef/chef.ts';
import type { Connection } from './connection.ts';
import { convergeRefusal } from './failure.ts';
import { readLines } from './lines.ts';
import { PLACES } from './places.ts';
import { puppet } from './puppet/puppet.ts';
import type { ConvergeReport, ToolReport } from './report.ts';
import type { Tool } from './tool.ts';
import { treeArchive } from './tree-archive.ts';

export type { ConvergeReport } from './report.ts';

/** One role, to be applied to one machine that has the converger at /run/rolebake/converger. */
export interface ConvergeJob {
  readonly connection: Connection;
  readonly target: Target;
  readonly role: string;
  /** The generated tree of that target, by path. */
  readonly tree: ReadonlyMap<string, string>;
  /** Variables for the tool, and what it starts, besides its own. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Only say what would change. */
  readonly noop?: boolean;
}

const TOOLS: Readonly<Record<Target, Tool>> = { puppet, chef };

/** The whole environment of a run, the same whoever logs in. */
const ENVIRONMENT = {
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  HOME: '/root',
  USER: 'root',
  LOGNAME: 'root',
  LANG: 'C.UTF-8',
  DEBIAN_FRONTEND: 'noninteractive',
};

/**
 * Applies a role with Puppet or Chef and tells what that did. `onOutput` gets the tool's words as whole lines, as they
 * come. Refuses with `converge-failed`. Whatever it writes for itself is on the machine's /run.
 */
export async function converge(
  job: ConvergeJob,
  onOutput: (text: string) => void = () => undefined,
  effects: Pick<Effects, 'monotonicMs'> = realEffects,
): Promise<ConvergeReport> {
  const tool = TOOLS[job.target];
  await upload(job, tool);
  const started = effects.monotonicMs();
  const { code, lines } = await runTool(job, tool, onOutput);
  const seconds = (effects.monotonicMs() - started) / 1000;
  const report = await readReport(job, tool);
  // By the exit code alone: a report also tells of failures that the role itself lets pass.
  if (report === undefined || !tool.successCodes.includes(code)) {
    const failure = report ? report.failure : tool.readOutput(lines);
    throw convergeRefusal({ job, code, failure, lines: lines.filter((line) => !tool.noise?.test(line)) });
  }
  const { resources } = report;
  return { target: job.target, outcome: outcomeOf(resources), seconds, resources };
}

const outcomeOf = (resources: ConvergeReport['resources']) =>
  resources.some(({ changed }) => changed) ? 'changed' : 'unchanged';

/** Until a tool gives up on one that an earlier connection has left running in the machine. */
const PATIENCE_SECONDS = 600;
const STILL_RUNS = 75;

/** A connection that is cut does not end what it has begun: a tool of an earlier try may still be at work. */
const locked = () =>
  ['flock', '--close', `--timeout=${PATIENCE_SECONDS}`, `--conflict-exit-code=${STILL_RUNS}`, PLACES.lock] as const;

async function upload({ connection, role, target, tree }: ConvergeJob, tool: Tool): Promise<void> {
  const below = (folder: string, files: ReadonlyMap<string, string>) =>
    [...files].map(([path, text]): [string, string] => [`${folder}/${path}`, text]);
  const files = new Map([...below('tree', tree), ...below('converge', tool.files(role))]);
  // The archive begins with both folders; tar empties what is there of them.
  const unpack = ['tar', '--extract', '--no-same-owner', '--recursive-unlink', `--directory=${PLACES.root}`];
  const input = treeArchive(['tree', 'converge'], files);
  const { code, stderr } = await connection.run([...locked(), ...unpack, '--file=-'], { input });
  if (code === 0) return;
  const message =
    code === STILL_RUNS
      ? `role ${role}: an earlier ${target} has not ended in the machine after ${PATIENCE_SECONDS} s`
      : `in the machine, tar ended with ${code}: ${stderr.trim()}`;
  throw new Refusal({ code: 'converge-failed', message });
}

async function runTool(
  { connection, role, environment = {}, noop = false }: ConvergeJob,
  tool: Tool,
  onOutput: (text: string) => void,
): Promise<{ code: number; lines: readonly string[] }> {
  const all = { ...ENVIRONMENT, ...environment, ...tool.environment(role) };
  const variables = Object.entries(all).map((pair) => pair.join('='));
  const lines: string[] = [];
  const reader = readLines((line) => {
    lines.push(line);
    onOutput(`${line}\n`);
  });
  const argv = [
    ...locked(),
    'env',
    '--ignore-environment',
    '--chdir=/',
    ...variables,
    ...tool.argv(role, noop),
  ] as const;
  const { code } = await connection.run(argv, { onOutput: reader.add });
  reader.end();
  return { code, lines };
}

/** Undefined if the tool died before it could write one. */
async function readReport({ connection }: ConvergeJob, tool: Tool): Promise<ToolReport | undefined> {
  const { code, stdout } = await connection.run(['cat', '--', tool.reportPath]);
  return code === 0 ? tool.readReport(stdout) : undefined;
}
