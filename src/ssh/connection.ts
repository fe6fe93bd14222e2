import { randomUUID } from 'node:crypto';
import type { Duplex, Readable } from 'node:stream';
import type { Client } from 'ssh2';
import { Refusal } from '../problem/problem.ts';
import type { LoggedIn } from './client.ts';
import { execute, hold, letGo, ObserverFailure, type RemoteResult } from './execute.ts';
import { Places } from './places.ts';

/** A program's arguments; the first is the program. */
export type Argv = readonly [string, ...string[]];

/** What one remote command gets beside its arguments. */
export interface RunOptions {
  /** Standard input; default: none. */
  readonly input?: string | Buffer | Readable;
  /** Called with each piece of output as it comes. */
  readonly onOutput?: (text: string, stream: 'stdout' | 'stderr') => void;
  readonly signal?: AbortSignal;
  /** Gives the command up with an `ssh-failed` Refusal; default: no limit. The program may go on in the machine. */
  readonly timeoutMs?: number;
}

/** How a remote command ended: its exit code, or 128 and the signal that killed it. */
export interface RunResult {
  readonly code: number;
  readonly signal?: string;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * sshd takes ten at a time (MaxSessions of sshd_config(5)), and still counts for a moment those that have ended: at worst as
 * many as have taken their places.
 */
const SESSIONS = 5;

/** Until a peer that does not take its leave is left. */
const PATIENCE_MS = 2_000;

/** One authenticated connection. A connection cut in mid-command is an `ssh-failed` Refusal, never a hang. */
export class SshConnection implements AsyncDisposable {
  readonly #client: Client;
  readonly #close: LoggedIn['close'];
  readonly #peer: string;
  readonly #sessions = new Places(SESSIONS);
  #closed = false;
  #lastError: Error | undefined;

  constructor({ client, close }: LoggedIn, peer: string) {
    this.#client = client;
    this.#close = close;
    this.#peer = peer;
    client.on('error', (error) => {
      this.#lastError = error;
    });
    client.once('close', () => {
      this.#closed = true;
    });
  }

  /** Runs a program to its end, whatever its exit code. No shell sees the arguments unquoted. */
  async run(argv: Argv, options: RunOptions = {}): Promise<RunResult> {
    const { stdout, stderr, ...end } = await this.#execute(argv, options).finally(() => letGo(options.input));
    return { ...end, stdout: stdout.toString('utf8'), stderr: stderr.toString('utf8') };
  }

  /** Writes a file whole or not at all, never readable beyond `mode`; missing folders are made. */
  async upload(content: string | Buffer | Readable, path: string, mode: number): Promise<void> {
    const input = hold(content) ?? '';
    const partial = `${path}.${randomUUID()}.part`;
    try {
      await this.#must(['install', '-D', '-m', mode.toString(8), '/dev/null', partial]);
      await this.#must(['dd', `of=${partial}`, 'bs=64K', 'status=none'], { input });
      await this.#must(['mv', '-fT', '--', partial, path]);
    } catch (error) {
      await this.run(['rm', '-f', '--', partial]).catch(() => undefined);
      throw error;
    } finally {
      letGo(input);
    }
  }

  /** Unpacks a tar stream (plain or compressed as the machine's tar knows it) into a folder, made if missing. */
  async unpack(tar: Readable, dir: string): Promise<void> {
    const input = hold(tar) ?? '';
    try {
      await this.#must(['install', '-d', '--', dir]);
      await this.#must(['tar', '--extract', '--numeric-owner', '--preserve-permissions', '--directory', dir], {
        input,
      });
    } finally {
      letGo(input);
    }
  }

  /**
   * A connection to an address as the machine itself sees it. Rejects if nothing answers there, with `ssh-failed` where it is
   * this connection that was cut.
   */
  async forward(host: string, port: number): Promise<Duplex> {
    const what: Argv = [`connecting to ${host}`];
    if (this.#closed) throw this.#failure(what);
    try {
      return await new Promise((resolve, reject) => {
        this.#client.forwardOut('127.0.0.1', 0, host, port, (error, channel) =>
          error ? reject(error) : resolve(channel),
        );
      });
    } catch (error) {
      throw this.#closed ? this.#failure(what, error as Error) : error;
    }
  }

  /**
   * Lets programs in the machine connect to this process: gives the port of the machine's loopback that leads here until
   * the connection ends. Rejects if the machine's sshd allows none.
   */
  listen(serve: (peer: Duplex) => void): Promise<number> {
    this.#client.on('tcp connection', (_, accept) => serve(accept()));
    return new Promise((resolve, reject) => {
      this.#client.forwardIn('127.0.0.1', 0, (error, port) => (error ? reject(error) : resolve(port)));
    });
  }

  /** A file's bytes. */
  async download(path: string): Promise<Buffer> {
    return (await this.#must(['cat', '--', path])).stdout;
  }

  close(): Promise<void> {
    return this.#close(PATIENCE_MS);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #execute(argv: Argv, options: RunOptions): Promise<RemoteResult> {
    options.signal?.throwIfAborted();
    if (this.#closed) throw this.#failure(argv);
    const leave = await this.#sessions.take();
    try {
      return await execute(this.#client, argv, options, leave);
    } catch (error) {
      if (this.#closed) leave();
      options.signal?.throwIfAborted();
      if (error instanceof ObserverFailure) throw error.cause;
      throw error instanceof Refusal ? error : this.#failure(argv, error as Error);
    }
  }

  async #must(argv: Argv, options: RunOptions = {}): Promise<RemoteResult> {
    const result = await this.#execute(argv, options);
    if (result.code === 0) return result;
    const words = result.stderr.toString('utf8').trim();
    throw new Refusal({
      code: 'ssh-failed',
      message: `${argv.join(' ')} on ${this.#peer} ended with ${result.code}: ${words}`,
    });
  }

  #failure(argv: Argv, cause?: Error): Refusal {
    const lost = this.#lastError ?? (this.#closed ? new Error('it is closed') : undefined);
    const what = lost ? `the connection to ${this.#peer} was cut at` : `${this.#peer} did not end`;
    const why = lost?.message ?? cause?.message;
    return new Refusal({ code: 'ssh-failed', message: `${what} ${argv[0]}: ${why}` }, { cause });
  }
}
