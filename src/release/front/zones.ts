/** Addresses by full host name: `web.test.shop.example`. */
export type HostRecords = ReadonlyMap<string, readonly string[]>;

/** One build among those that a host name leads to. */
export interface BuildShare {
  /** As `web-42`. */
  readonly label: string;
  /** Its share beside the others', more than 0. */
  readonly weight: number;
}

/** The builds behind each host name, for DNS servers that keep a record for each of them. */
export type HostBuilds = ReadonlyMap<string, readonly BuildShare[]>;

/** A provider of DNS. Each act is idempotent and may be finished by another process. */
export interface Zones {
  /** The resolver that knows the zone, made if it is not there, for so long or for ever; gives its address. */
  ensure(environment: string, zone: string, lifeSeconds?: number): Promise<{ readonly address: string }>;
  /** Makes the zone hold exactly these hosts of ours, in one update; each has its builds. */
  put(environment: string, zone: string, hosts: HostRecords, builds: HostBuilds): Promise<void>;
  /** What the zone holds; undefined if there is none. */
  get(environment: string, zone: string): Promise<HostRecords | undefined>;
  /** Where machines and people ask for its names; undefined if there is no such zone. */
  addressOf(environment: string, zone: string): Promise<string | undefined>;
  /** The names of the servers that answer for the zone, of a provider that has some. */
  nameServers?(environment: string, zone: string): Promise<string[]>;
  /** Ends the resolver of an environment; one that is not there is fine. */
  remove(environment: string): Promise<void>;
}
