import { PassThrough, pipeline, Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import type { Client, ClientChannel } from 'ssh2';
import { Refusal } from '../problem/problem.ts';
import type { Argv, RunOptions } from './connection.ts';
import { quoteArgv } from './quote.ts';

/** As RunResult, with output as bytes. */
export interface RemoteResult {
  readonly code: number;
  readonly signal?: string;
  readonly stdout: Buffer;
  readonly stderr: Buffer;
}

/**
 * An input that is ours from now on: the output of a child process, for one, is thrown away at the
 * child's end unless somebody reads it by then.
 */
export function hold(input: RunOptions['input']): RunOptions['input'] {
  if (!(input instanceof Readable) || input instanceof PassThrough) return input;
  const held = new PassThrough();
  pipeline(input, held, () => undefined);
  return held;
}

/** Nobody reads an input any more: whoever writes it ends. */
export function letGo(input: RunOptions['input']): void {
  if (input instanceof Readable) input.destroy();
}

/**
 * One exec channel from start to end. Rejects when the channel ends without the command's exit status. `onClosed` is called
 * when the other side has closed it too, which may be later.
 */
export function execute(client: Client, argv: Argv, options: RunOptions, onClosed: () => void): Promise<RemoteResult> {
  const input = hold(options.input);
  const { promise, resolve, reject } = Promise.withResolvers<RemoteResult>();
  const onClose = () => {
    onClosed();
    reject(new Error('the connection was closed'));
  };
  const onChannel = (error: Error | undefined, channel: ClientChannel) => {
    client.off('close', onClose);
    if (error) onClosed();
    else channel.once('close', onClosed);
    // Listens at once: a short command's exit status can stand in the packet after this one.
    if (error) reject(error);
    else converse(channel, input, options).then(resolve, reject);
  };
  client.once('close', onClose);
  try {
    client.exec(quoteArgv(argv), onChannel);
  } catch (error) {
    // A connection that is being closed takes no command.
    client.off('close', onClose);
    onClosed();
    reject(error);
  }
  return promise;
}

/** Whoever was given the output has thrown this. */
export class ObserverFailure extends Error {
  constructor(cause: unknown) {
    super('what was to be done with the output has failed', { cause });
  }
}

async function converse(
  channel: ClientChannel,
  input: RunOptions['input'],
  options: RunOptions,
): Promise<RemoteResult> {
  const { output, failure } = collect(channel, options.onOutput);
  const ended = exitOf(channel);
  const limits = limit(channel, options);
  try {
    const end = await Promise.race([ended, feed(channel, input), limits.failure, failure]);
    return { ...end, ...output() };
  } finally {
    limits.stop();
    channel.destroy();
  }
}

interface Collected {
  readonly output: () => { stdout: Buffer; stderr: Buffer };
  /** Rejects if `onOutput` throws: thrown to the channel, it would end the whole connection. */
  readonly failure: Promise<never>;
}

function collect(channel: ClientChannel, onOutput: RunOptions['onOutput']): Collected {
  const { promise: failure, reject } = Promise.withResolvers<never>();
  const pieces = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
  for (const [name, stream] of [
    ['stdout', channel],
    ['stderr', channel.stderr],
  ] as const) {
    const decoder = new StringDecoder('utf8');
    stream.on('data', (piece: Buffer) => {
      pieces[name].push(piece);
      const text = onOutput ? decoder.write(piece) : '';
      try {
        if (text) onOutput?.(text, name);
      } catch (error) {
        reject(new ObserverFailure(error));
      }
    });
  }
  const output = () => ({ stdout: Buffer.concat(pieces.stdout), stderr: Buffer.concat(pieces.stderr) });
  return { output, failure };
}

/** Rejects if the source of the input breaks; never resolves, for only the command's own end is its end. */
function feed(channel: ClientChannel, input: RunOptions['input']): Promise<never> {
  return new Promise((_, reject) => {
    channel.on('error', () => undefined);
    if (!(input instanceof Readable)) {
      channel.end(input);
      return;
    }
    if (input.errored) reject(input.errored);
    input.once('error', reject);
    channel.once('close', () => input.destroy());
    input.pipe(channel);
  });
}

function exitOf(channel: ClientChannel): Promise<{ code: number; signal?: string }> {
  return new Promise((resolve, reject) => {
    let end: { code: number; signal?: string } | undefined;
    channel.once('exit', (code: number | null, signal?: string) => {
      end = code === null ? { code: 128, signal: signal ?? 'unknown' } : { code };
    });
    channel.once('close', () => (end ? resolve(end) : reject(new Error('the connection was closed'))));
  });
}

/**
 * Stops waiting at the caller's wish or when the time is up. sshd passes the signal on for every user but root:
 * root's program may go on in the machine.
 */
function limit(channel: ClientChannel, options: RunOptions): { failure: Promise<never>; stop: () => void } {
  const { promise: failure, reject } = Promise.withResolvers<never>();
  const end = (reason: Error) => {
    channel.signal('KILL');
    channel.close();
    reject(reason);
  };
  const seconds = (options.timeoutMs ?? 0) / 1000;
  const overdue = () => end(new Refusal({ code: 'ssh-failed', message: `the command took longer than ${seconds} s` }));
  const timer = options.timeoutMs === undefined ? undefined : setTimeout(overdue, options.timeoutMs);
  const onAbort = () => end(new Error('aborted'));
  options.signal?.addEventListener('abort', onAbort, { once: true });
  const stop = () => {
    clearTimeout(timer);
    options.signal?.removeEventListener('abort', onAbort);
  };
  return { failure, stop };
}
