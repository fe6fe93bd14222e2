/* Generated from schemas/ledger-entry.schema.json by `npm run types`; change the schema instead. */

/**
 * RFC 3339, UTC, with milliseconds.
 */
export type Instant = string;
/**
 * The job that appended the entry; the same job never appends twice to one file.
 */
export type Job = string;
export type Name = string;
export type Digest = string;
export type Count = number;
export type Stream = 'os' | 'data' | 'app' | 'role' | 'release';
/**
 * Person or account that ran the job.
 */
export type Who = string;
export type TagName = string;
/**
 * Number of the tag of this file that it is about.
 */
export type About = number;
/**
 * One line of text, without control characters and what turns the direction of writing. No secret ever.
 */
export type Text = string;
/**
 * Where tags are promoted to, such as stable.
 */
export type Channel = string;

/**
 * One line of the ledger, of any kind (docs/ledger.md). A kind that this version does not know is kept as it is.
 */
export interface LedgerEntry {
  at: Instant;
  /**
   * A reader that does not know this kind must refuse to answer from the file that holds it.
   */
  critical?: true;
  /**
   * Version of the format; 1.
   */
  format: 1;
  job: Job;
  kind: string;
  name: Name;
  objects?: Objects;
  previous: Digest;
  sequence: Count;
  stream: Stream;
  who: Who;
  [k: string]: unknown;
}
/**
 * Side files that belong to the entry: digest of objects/sha256/<hex>, by name.
 */
export interface Objects {
  [k: string]: Digest;
}
/**
 * A snapshot got its name, once and for ever.
 */
export interface TagEntry {
  at: Instant;
  bake?: BakeRecord;
  /**
   * What is worth knowing of this kind of snapshot; free, and small. No secret ever.
   */
  details: {
    [k: string]: unknown;
  };
  digest: Digest;
  format: 1;
  /**
   * Names that the tag had in one clone alone, until a merge found them taken; oldest first.
   *
   * @minItems 1
   */
  formerly?: TagName[];
  job: Job;
  kind: 'tag';
  name: Name;
  number: Count;
  objects?: Objects;
  /**
   * The tags that the snapshot was made from.
   */
  parents: Parent[];
  previous: Digest;
  references?: References;
  sequence: Count;
  source?: Source;
  stream: Stream;
  who: Who;
}
/**
 * How a role's snapshot was baked.
 */
export interface BakeRecord {
  converger: Digest;
  key: Digest;
  /**
   * Digest of each thing that went into the bake key, by name.
   */
  parts: {
    [k: string]: Digest;
  };
  /**
   * Resources that the converger managed.
   */
  resources: number;
  /**
   * Version of rolebake.
   */
  rolebake: string;
  /**
   * Length of the bake, in seconds.
   */
  seconds: number;
  /**
   * The tool that converged the machine.
   */
  target: 'puppet' | 'chef';
  /**
   * The program that converged, as its makers name it; what else the converger held is the object `converger`.
   */
  tool?: {
    name: 'openvox' | 'puppet' | 'chef' | 'cinc';
    version: string;
  };
}
export interface Parent {
  digest: Digest;
  tag: TagName;
}
/**
 * What providers call the snapshot, such as an AMI: provider, then region, then id.
 */
export interface References {
  [k: string]: {
    [k: string]: string;
  };
}
/**
 * The git commit that the catalog was at, with what was generated from it.
 */
export interface Source {
  commit: string;
  /**
   * Whether there were changes that the commit does not hold.
   */
  dirty: boolean;
}
/**
 * A tag must not be used any more: nothing is baked on it, and it is not launched.
 */
export interface RevokedEntry {
  at: Instant;
  critical: true;
  digest: Digest;
  format: 1;
  job: Job;
  kind: 'revoked';
  name: Name;
  number: About;
  previous: Digest;
  sequence: Count;
  stream: Stream;
  who: Who;
  why: Text;
}
/**
 * A tag is the newest of a channel from now on.
 */
export interface PromotedEntry {
  at: Instant;
  channel: Channel;
  digest: Digest;
  format: 1;
  job: Job;
  kind: 'promoted';
  name: Name;
  number: About;
  previous: Digest;
  sequence: Count;
  stream: Stream;
  who: Who;
}
/**
 * A tag is not in a channel any more.
 */
export interface DemotedEntry {
  at: Instant;
  channel: Channel;
  digest: Digest;
  format: 1;
  job: Job;
  kind: 'demoted';
  name: Name;
  number: About;
  previous: Digest;
  sequence: Count;
  stream: Stream;
  who: Who;
}
/**
 * A tag still serves, but should be replaced.
 */
export interface DeprecatedEntry {
  at: Instant;
  digest: Digest;
  format: 1;
  job: Job;
  kind: 'deprecated';
  name: Name;
  number: About;
  previous: Digest;
  sequence: Count;
  stream: Stream;
  who: Who;
  why: Text;
}
/**
 * What is worth knowing of a tag.
 */
export interface NoteEntry {
  at: Instant;
  digest: Digest;
  format: 1;
  job: Job;
  kind: 'note';
  name: Name;
  number: About;
  previous: Digest;
  sequence: Count;
  stream: Stream;
  text: Text;
  who: Who;
}
