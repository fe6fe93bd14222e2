import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { pipeline, Readable, type Writable } from 'node:stream';
import { Refusal } from '../problem/problem.ts';

/** A program to run on this host, without a shell. */
export interface Command {
  /** Program and arguments. */
  readonly argv: readonly [string, ...string[]];
  readonly cwd?: string;
  /** The whole environment; default: this process's own. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** A stream is read as fast as the program takes it. */
  readonly input?: string | Buffer | Readable;
  /** A file that gets standard output as it is; the answer's `stdout` is then empty. */
  readonly outputFile?: string;
  /** A stream that gets standard output as it comes; the answer's `stdout` is then empty. */
  readonly output?: Writable;
  /** Called with each piece of output as it comes. */
  readonly onOutput?: (text: string) => void;
  readonly signal?: AbortSignal;
}

export interface Output {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end. Rejects only if it cannot be started. */
export type Run = (command: Command) => Promise<Output>;

export const runProcess: Run = (command) =>
  new Promise((resolve, reject) => {
    const [program, ...args] = command.argv;
    const file = command.outputFile === undefined ? undefined : openSync(command.outputFile, 'w');
    const child = spawn(program, args, {
      cwd: command.cwd,
      env: command.env ?? process.env,
      signal: command.signal,
      stdio: [command.input === undefined ? 'ignore' : 'pipe', file ?? 'pipe', 'pipe'],
    });
    if (file !== undefined) closeSync(file);
    const text = collect(child, command);
    child.on('error', (error: NodeJS.ErrnoException) => reject(startFailure(program, error)));
    child.on('close', (code, signal) => resolve({ code: code ?? (signal ? 128 : 1), ...text }));
    feed(child, command.input);
  });

/** What the program prints, as it comes: where it goes, and what is kept of it. */
function collect(child: ChildProcess, { output, onOutput }: Command): { stdout: string; stderr: string } {
  const text = { stdout: '', stderr: '' };
  if (output && child.stdout) pipeline(child.stdout, output, () => undefined);
  for (const name of output ? (['stderr'] as const) : (['stdout', 'stderr'] as const)) {
    child[name]?.setEncoding('utf8').on('data', (piece: string) => {
      text[name] += piece;
      onOutput?.(piece);
    });
  }
  return text;
}

/** A program that ends before it has read all of its input says why by its exit code. */
function feed({ stdin }: ChildProcess, input: Command['input']): void {
  if (input instanceof Readable && stdin) pipeline(input, stdin, () => undefined);
  else stdin?.on('error', () => undefined).end(input);
}

/** Why a program cannot be started: a Refusal with `missing-program` if it is not installed. */
export function startFailure(program: string, error: NodeJS.ErrnoException): Error {
  if (error.code !== 'ENOENT') return error;
  return new Refusal({ code: 'missing-program', message: `${program} is not installed`, hint: 'rolebake doctor' });
}

/** Runs a program that must succeed; a Refusal with its last words otherwise. */
export async function runChecked(run: Run, command: Command): Promise<string> {
  const output = await run(command);
  if (output.code === 0) return output.stdout;
  const words = (output.stderr.trim() || output.stdout.trim()).split('\n').slice(-5).join('\n');
  throw new Refusal({
    code: 'command-failed',
    message: `${command.argv.join(' ')} ended with ${output.code}: ${words}`,
  });
}
