import { subscribe, unsubscribe } from 'node:diagnostics_channel';

const BEGIN = 'http.client.request.created';
const END = ['http.client.response.finish', 'http.client.request.error'];

/** Counts the HTTP requests that this process has begun and got no answer to, those that wait for a socket included. */
export class CallsUnderWay implements Disposable {
  readonly #requests = new Set<unknown>();
  readonly #begin = (message: unknown) => void this.#requests.add(requestOf(message));
  readonly #end = (message: unknown) => void this.#requests.delete(requestOf(message));

  constructor() {
    subscribe(BEGIN, this.#begin);
    for (const channel of END) subscribe(channel, this.#end);
  }

  get count(): number {
    return this.#requests.size;
  }

  [Symbol.dispose](): void {
    unsubscribe(BEGIN, this.#begin);
    for (const channel of END) unsubscribe(channel, this.#end);
  }
}

const requestOf = (message: unknown): unknown => (message as { readonly request: unknown }).request;
