import type { Duplex } from 'node:stream';
import { Refusal } from '../problem/problem.ts';
import type { SshConnection } from '../ssh/connection.ts';

/** Leads to a machine's ports by its ssh; a connection that was cut is made anew. `await using` it. */
export class SshWay implements AsyncDisposable {
  readonly #connect: () => Promise<SshConnection>;
  #ssh: SshConnection;

  private constructor(connect: () => Promise<SshConnection>, ssh: SshConnection) {
    this.#connect = connect;
    this.#ssh = ssh;
  }

  /** Refuses as the first connection does. */
  static async open(connect: () => Promise<SshConnection>): Promise<SshWay> {
    return new SshWay(connect, await connect());
  }

  /** A stream to a port; undefined where nothing answers now. Refuses as a new connection does, but for one that fails. */
  async to(host: string, port: number): Promise<Duplex | undefined> {
    try {
      return await this.#ssh.forward(host, port);
    } catch (error) {
      if (isCut(error)) await this.#again();
      return undefined;
    }
  }

  async #again(): Promise<void> {
    await this.#ssh.close();
    try {
      this.#ssh = await this.#connect();
    } catch (error) {
      if (!isCut(error)) throw error;
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#ssh.close();
  }
}

const isCut = (error: unknown): boolean =>
  error instanceof Refusal && error.problems.every(({ code }) => code === 'ssh-failed');
