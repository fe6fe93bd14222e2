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
  sequence: Count;
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
}
export interface Parent {
  digest: Digest;
  tag: string;
}
