import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { Refusal } from '../../src/problem/problem.ts';

/** The program itself. */
const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));

/** One step of a command, as its progress tells it. */
export interface Step {
  readonly subject: string;
  readonly step: string;
  readonly seconds: number;
}

/** What one run of the real command gave. */
export interface CommandRun {
  readonly data: unknown;
  readonly steps: readonly Step[];
  /** Of the clock, from before Node's start to its end. */
  readonly seconds: number;
}

export interface CommandOptions {
  /** A folder with a rolebake.yaml. */
  readonly cwd: string;
  /** What Node runs; default: the sources. */
  readonly program?: string;
  readonly signal?: AbortSignal;
}

/**
 * Runs `rolebake ... --json` as a child in a session of its own, so that an interrupt reaches it from here, once, and
 * is waited for. Refuses with its words if it fails.
 */
export async function rolebake(argv: readonly string[], options: CommandOptions): Promise<CommandRun> {
  options.signal?.throwIfAborted();
  const began = performance.now();
  const child = spawn(process.execPath, [options.program ?? MAIN, ...argv, '--json'], {
    cwd: options.cwd,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const interrupt = () => child.kill('SIGINT');
  options.signal?.addEventListener('abort', interrupt);
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  const seconds = (performance.now() - began) / 1000;
  options.signal?.removeEventListener('abort', interrupt);
  options.signal?.throwIfAborted();
  if (code !== 0) throw failure(argv, code, out, err);
  return { data: JSON.parse(out), steps: stepsOf(err), seconds };
}

function stepsOf(err: string): Step[] {
  const events = err.split('\n').filter((line) => line.startsWith('{'));
  return events.flatMap((line): Step[] => {
    const event = JSON.parse(line) as Step & { event: string };
    return event.event === 'done' ? [{ subject: event.subject, step: event.step, seconds: event.seconds }] : [];
  });
}

function failure(argv: readonly string[], code: unknown, out: string, err: string): Refusal {
  const words = (out.includes('"problems"') ? out : err).trim().split('\n').slice(-12).join('\n');
  return new Refusal({ code: 'command-failed', message: `rolebake ${argv.join(' ')} ended with ${code}:\n${words}` });
}

/** The seconds of one step of one subject; a bug if it is missing. */
export function stepSeconds({ steps }: CommandRun, subject: string, step: string): number {
  const found = steps.find((one) => one.subject === subject && one.step === step);
  if (!found) throw new Error(`no step ${step} of ${subject} among: ${steps.map((one) => one.step).join(', ')}`);
  return found.seconds;
}
