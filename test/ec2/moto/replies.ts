import { type Form, formOf } from './form.ts';

/** The forms of a server's replies, by call; calls that are to fail are there with their error's code. */
export class Replies {
  readonly forms = new Map<string, Form>();
  readonly errors = new Map<string, string>();

  /** Keeps the form of a call's reply, and hands it on. */
  async keep<T extends object>(name: string, reply: Promise<T>): Promise<T> {
    try {
      const kept = await reply;
      this.forms.set(name, formOf(kept));
      return kept;
    } catch (error) {
      throw new Error(`${name}: ${error}`, { cause: error });
    }
  }

  /** Keeps the code of the error that a call ends with. */
  async fails(name: string, reply: Promise<object>): Promise<void> {
    const code = await reply.then(
      () => 'no error',
      (error: Error) => error.name,
    );
    this.errors.set(name, code);
  }
}
