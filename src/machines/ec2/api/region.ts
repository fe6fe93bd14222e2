import {
  type Action,
  ALLOWANCES,
  type CallClass,
  classOf,
  type Input,
  type Output,
  type Service,
  serviceOf,
} from './actions.ts';
import { failureKind, isUnreached } from './aws-error.ts';
import { type Clock, realClock } from './clock.ts';
import { refusalOf } from './refusal.ts';
import { TokenBucket } from './token-bucket.ts';

/** How a region is reached. Credentials are found as the SDK finds them, and never kept. */
export interface RegionSettings {
  /** As `eu-west-1`. */
  readonly region: string;
  /** Instead of AWS's own address, which the SDK also lets AWS_ENDPOINT_URL_EC2 say. */
  readonly endpoint?: string;
  /** After so long an answer counts as lost. Default 30 s. */
  readonly replyTimeoutMs?: number;
  readonly clock?: Clock;
}

const SOCKETS = 32;
const CONNECT_TIMEOUT_MS = 5_000;
const LOST_TRIES = 8;
/** Where nobody was ever reached, the address is wrong rather than away for a moment. */
const UNREACHED_TRIES = 5;
const REPLY_TIMEOUT_MS = 30_000;
/** Another who uses up the account's calls all the time must not make us wait for ever. */
const THROTTLED_TRIES = 200;

/** What all clients have. */
interface Client {
  send(command: never): Promise<unknown>;
  destroy(): void;
}

type Buckets = Record<CallClass, { readonly calls: TokenBucket; readonly instances?: TokenBucket }>;

/**
 * AWS in one region: one client for all, no faster than AWS allows. Calls that are throttled or whose answer is lost are
 * made again: whoever calls gives each a token or a name of its own, so that it has its effect once.
 */
export class Region {
  readonly name: string;
  readonly clock: Clock;
  readonly #settings: RegionSettings;
  readonly #buckets: Buckets;
  #lostTries = UNREACHED_TRIES;
  readonly #clients = new Map<Service, Promise<Client>>();

  constructor(settings: RegionSettings) {
    this.name = settings.region;
    this.clock = settings.clock ?? realClock;
    this.#settings = settings;
    this.#buckets = bucketsOf(this.clock);
  }

  /**
   * Makes a call; `instances` is how many it is about, and `onLost` hears of each answer that is lost. Refuses with
   * `cloud-denied` or `cloud-failed`, whose cause is AWS's answer (see `awsCode`).
   */
  async send<A extends Action>(
    action: A,
    input: Input<A>,
    instances = 1,
    onLost: () => void = () => undefined,
  ): Promise<Output<A>> {
    const bucket = this.#buckets[classOf(action)];
    for (let lost = 0, throttled = 0; ; ) {
      await bucket.instances?.take(instances);
      const era = await bucket.calls.take();
      try {
        return await this.#once(action, input);
      } catch (error) {
        const kind = failureKind(error);
        if (kind === 'lost') onLost();
        if (kind === 'throttled' && ++throttled < THROTTLED_TRIES) bucket.calls.throttled(era);
        else if (kind === 'lost' && ++lost < this.#lostTries) await this.clock.sleep(this.#pauseMs(lost));
        else throw refusalOf(action, this.name, error);
      }
    }
  }

  /** Closes what is open to AWS. */
  async close(): Promise<void> {
    for (const client of await Promise.all(this.#clients.values())) client.destroy();
  }

  /** From 0.2 to 5 s where an answer may take 30. */
  #pauseMs(lost: number): number {
    const { replyTimeoutMs = REPLY_TIMEOUT_MS } = this.#settings;
    return Math.min(replyTimeoutMs / 6, (replyTimeoutMs / 300) * 2 ** lost);
  }

  async #once<A extends Action>(action: A, input: Input<A>): Promise<Output<A>> {
    const { COMMANDS } = await import('./sdk.ts');
    const client = await this.#client(serviceOf(action));
    // The table pairs each command with its own client and forms, which the compiler cannot follow through the union.
    const command = new (COMMANDS[action] as unknown as new (input: Input<A>) => never)(input);
    try {
      const output = await client.send(command);
      this.#lostTries = LOST_TRIES;
      return output as Output<A>;
    } catch (error) {
      if (!isUnreached(error)) this.#lostTries = LOST_TRIES;
      throw error;
    }
  }

  #client(service: Service): Promise<Client> {
    const client = this.#clients.get(service) ?? this.#connect(service);
    this.#clients.set(service, client);
    return client;
  }

  async #connect(service: Service): Promise<Client> {
    const { CLIENTS } = await import('./sdk.ts');
    const { region, endpoint, replyTimeoutMs = REPLY_TIMEOUT_MS } = this.#settings;
    const agent = { keepAlive: true, maxSockets: SOCKETS };
    const config = {
      region,
      ...(endpoint === undefined ? {} : { endpoint }),
      maxAttempts: 1,
      requestHandler: {
        requestTimeout: replyTimeoutMs,
        throwOnRequestTimeout: true,
        connectionTimeout: CONNECT_TIMEOUT_MS,
        httpAgent: agent,
        httpsAgent: agent,
      },
    };
    return new CLIENTS[service](config);
  }
}

function bucketsOf(clock: Clock): Buckets {
  const entries = Object.entries(ALLOWANCES).map(([name, { calls, ...more }]) => {
    const instances = 'instances' in more ? { instances: new TokenBucket(more.instances, clock) } : {};
    return [name, { calls: new TokenBucket(calls, clock), ...instances }];
  });
  return Object.fromEntries(entries) as Buckets;
}
