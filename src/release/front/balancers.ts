/** A machine that a balancer sends to. */
export interface Server {
  /** The machine's id. */
  readonly id: string;
  readonly address: string;
  /** Number of the build that it runs. */
  readonly build: number;
  /** Share of new connections, 0 to 256; 0: it gets no new ones, those it has end by themselves. */
  readonly weight: number;
  /** It is about to be ended: nobody needs to know any more whether it is well. */
  readonly leaves?: true;
  /** Its own endpoints, where they may be others than those of the listeners; it is behind no other. */
  readonly endpoints?: readonly Endpoint[];
}

/** An endpoint of a machine that a balancer sends to. */
export interface Endpoint {
  /** Its name. */
  readonly endpoint: string;
  /** Port of the machine. */
  readonly target: number;
  /** HTTP path that answers 200 while the machine is well; without one a TCP connection says so. */
  readonly health?: string;
}

/** A port at which clients reach an endpoint of a role, and how that is at machines that do not say otherwise. */
export interface Listener extends Endpoint {
  readonly port: number;
}

/** Where a machine is reached for a listener; undefined if it is not behind it. */
export const endpointAt = ({ endpoints }: Pick<Server, 'endpoints'>, listener: Endpoint): Endpoint | undefined =>
  endpoints === undefined ? listener : endpoints.find(({ endpoint }) => endpoint === listener.endpoint);

/** The balancer of a role in an environment, as it should be. */
export interface BalancerSpec {
  readonly environment: string;
  readonly role: string;
  readonly listeners: readonly Listener[];
  readonly servers: readonly Server[];
  /** One that is made now ends itself after so long; default: never. */
  readonly lifeSeconds?: number;
}

/** What a balancer sees of a machine. */
export interface ServerState {
  readonly id: string;
  /** Whether every listener's check of it succeeds. */
  readonly isUp: boolean;
  /** Connections open now, over all listeners; where nobody can tell how many, 1 while some may be open. */
  readonly connections: number;
}

/** A provider of balancers. Each act is idempotent and may be finished by another process. */
export interface Balancers {
  /**
   * Makes the balancer if it is not there, and makes it as it should be, without closing a connection to a machine that
   * stays. A machine gets connections only once its checks succeed.
   */
  put(spec: BalancerSpec): Promise<{ readonly address: string }>;
  /** Where clients reach it; undefined if there is no such balancer. */
  addressOf(environment: string, role: string): Promise<string | undefined>;
  /** What it sees; undefined if there is no such balancer. */
  states(environment: string, role: string): Promise<readonly ServerState[] | undefined>;
  /** Removes the balancer; one that is not there is fine. */
  remove(environment: string, role: string): Promise<void>;
  /** The roles that have one in an environment. */
  list(environment: string): Promise<readonly string[]>;
}
