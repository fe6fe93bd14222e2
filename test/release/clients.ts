import { Resolver } from 'node:dns/promises';
import { Agent, get } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

/** What a page said, or what went wrong. */
interface Answer {
  readonly status: number;
  readonly body: string;
}

/** A load as a person reads it. */
export const loadText = ({ answered, failures, seconds }: LoadReport): string =>
  `${answered} requests answered in ${seconds.toFixed(1)} s, ${(answered / seconds).toFixed(1)} a second; ${failures.length} failed\n`;

/** What came of all requests of a load. */
export interface LoadReport {
  readonly answered: number;
  readonly failures: readonly string[];
  /** How many answers had each body. */
  readonly bodies: ReadonlyMap<string, number>;
  readonly seconds: number;
}

/** Clients of one environment: they ask its name server, and keep their connections, as browsers do. */
export class Clients {
  readonly #resolver = new Resolver();
  /** Lets go of a connection that nobody uses before the other side does. */
  readonly #agent = new Agent({ keepAlive: true, timeout: 10_000 });
  readonly #host: string;
  readonly #port: number;

  constructor(nameServer: string, host: string, port = 80) {
    this.#resolver.setServers([nameServer]);
    this.#host = host;
    this.#port = port;
  }

  addresses(host = this.#host): Promise<string[]> {
    return this.#resolver.resolve4(host);
  }

  /** Asks for a page once. */
  async page(path = '/'): Promise<Answer> {
    const [address = ''] = await this.addresses();
    return await new Promise((resolve, reject) => {
      const to = { host: address, port: this.#port, path, agent: this.#agent, headers: { host: this.#host } };
      const asked = get({ ...to, timeout: 10_000 });
      asked.on('timeout', () => asked.destroy(new Error('no answer in 10 s')));
      asked.on('error', reject);
      asked.on('response', async (response) => {
        const pieces = await response.setEncoding('utf8').toArray();
        resolve({ status: response.statusCode ?? 0, body: pieces.join('').trim() });
      });
    });
  }

  /** Asks steadily, `rate` times a second, from now until it is stopped, and for so many seconds at least. */
  load(rate: number, least = 0): { stop(): Promise<LoadReport> } {
    const started = performance.now();
    const elapsed = () => ((performance.now() - started) / 1000).toFixed(1);
    const failures: string[] = [];
    const bodies = new Map<string, number>();
    const open = new Set<Promise<void>>();
    let isOn = true;
    const ask = async () => {
      const { status, body } = await this.page();
      if (status !== 200) throw new Error(`status ${status}`);
      bodies.set(body, (bodies.get(body) ?? 0) + 1);
    };
    const going = (async () => {
      for (let count = 0; isOn; count++) {
        const one = ask().catch((error: Error) => void failures.push(`${error.message} after ${elapsed()} s`));
        open.add(one);
        void one.then(() => open.delete(one));
        await sleep(Math.max(0, started + ((count + 1) * 1000) / rate - performance.now()));
      }
    })();
    return {
      stop: async () => {
        // A timer may be a little early.
        await sleep(Math.max(0, started + least * 1000 + 100 - performance.now()));
        isOn = false;
        await going;
        await Promise.all(open);
        const answered = [...bodies.values()].reduce((sum, one) => sum + one, 0);
        return { answered, failures, bodies, seconds: (performance.now() - started) / 1000 };
      },
    };
  }

  close(): void {
    this.#agent.destroy();
  }
}
