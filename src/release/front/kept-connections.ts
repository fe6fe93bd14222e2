import { Refusal } from '../../problem/problem.ts';
import type { SshConnection } from '../../ssh/connection.ts';

/** Connections that stay open for whoever asks again and again; `await using` it. */
export class KeptConnections implements AsyncDisposable {
  readonly #open = new Map<string, Promise<SshConnection>>();

  /** Does something over the connection of this name, which is made if there is none. One that was cut is forgotten. */
  async use<T>(
    name: string,
    connect: () => Promise<SshConnection>,
    act: (ssh: SshConnection) => Promise<T>,
  ): Promise<T> {
    const open = this.#open.get(name) ?? connect();
    this.#open.set(name, open);
    try {
      return await act(await open);
    } catch (error) {
      if (isConnections(error) && this.#open.get(name) === open) await this.close(name);
      throw error;
    }
  }

  /** Closes the connection of this name, if there is one. */
  async close(name: string): Promise<void> {
    const open = this.#open.get(name);
    this.#open.delete(name);
    await (await open?.catch(() => undefined))?.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#open.keys()].map((name) => this.close(name)));
  }
}

/** Whether it is the connection that failed, not what was done over it. */
const isConnections = (error: unknown): boolean =>
  !(error instanceof Refusal) || error.problems.some(({ code }) => /^(ssh-|host-key-)/.test(code));
