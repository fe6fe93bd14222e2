/** Addresses by full host name: `web.test.shop.example`. */
export type HostRecords = ReadonlyMap<string, readonly string[]>;

/** A provider of DNS. Each act is idempotent and may be finished by another process. */
export interface Zones {
  /** The resolver that knows the zone, made if it is not there, for so long or for ever; gives its address. */
  ensure(environment: string, zone: string, lifeSeconds?: number): Promise<{ readonly address: string }>;
  /** Makes the zone hold exactly these hosts, in one signed update. */
  put(environment: string, zone: string, hosts: HostRecords): Promise<void>;
  /** What the zone holds; undefined if there is none. */
  get(environment: string, zone: string): Promise<HostRecords | undefined>;
  /** Where machines and people ask for its names; undefined if there is no such zone. */
  addressOf(environment: string, zone: string): Promise<string | undefined>;
  /** Ends the resolver of an environment; one that is not there is fine. */
  remove(environment: string): Promise<void>;
}
