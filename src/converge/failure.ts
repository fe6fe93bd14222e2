import type { Target } from '../compile/compile.ts';
import { type Place, Refusal } from '../problem/problem.ts';
import { PLACES } from './places.ts';
import type { ToolFailure } from './report.ts';

/** How a run failed. */
interface FailedRun {
  readonly job: { readonly target: Target; readonly role: string };
  readonly code: number;
  /** The tool's output, without what tells nothing. */
  readonly lines: readonly string[];
  readonly failure: ToolFailure | undefined;
}

const LAST_LINES = 8;

/** What apt says when a mirror does not answer, or wrongly; neither tool tells it from other failures of apt. */
const NOT_FETCHED = /\bE: (Failed to fetch|Unable to fetch some archives)/;

/**
 * `converge-failed`, or `mirror-failed` where packages could not be fetched: the resource, the tool's own message, the
 * place in the generated tree, and the last lines of what the resource ran; of the tool, where it does not say why.
 */
export function convergeRefusal({ job, code: exitCode, lines, failure }: FailedRun): Refusal {
  const last = (failure ? (failure.said ?? []) : lines).filter((line) => line.trim() !== '').slice(-LAST_LINES);
  const what = failure ? describe(failure, job.target) : `${job.target} ended with ${exitCode} without saying why`;
  const message = [`role ${job.role}: ${what}`, ...last.map((line) => `  | ${line}`)].join('\n');
  const place = failure && generatedPlace(failure, job.target);
  const shown = message.replaceAll(`${PLACES.tree}/`, `${job.target}/`);
  const code = lines.some((line) => NOT_FETCHED.test(line)) ? 'mirror-failed' : 'converge-failed';
  return new Refusal({ code, message: shown, ...(place ? { place } : {}) });
}

/** The place in the generated tree, for whoever knows what that was compiled from. */
export const generatedPlace = (
  { file, line }: Pick<ToolFailure, 'file' | 'line'>,
  target: Target,
): Place | undefined =>
  file === undefined || line === undefined ? undefined : { file: `${target}/${file}`, line, column: 1 };

function describe({ resource, message, file, line }: ToolFailure, target: Target): string {
  const place = file === undefined ? undefined : `${target}/${file}${line === undefined ? '' : `:${line}`}`;
  const head = [resource, place && `(${place})`].filter(Boolean).join(' ');
  return head === '' ? message.trim() : `${head}: ${message.trim()}`;
}
