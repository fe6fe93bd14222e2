import type { Member, Release } from '../catalog/releases/release.ts';
import { canonicalJson } from '../ledger/canonical.ts';
import type { TagFact } from '../ledger/entry.ts';
import type { TagRecord } from '../ledger/ledger.ts';
import { digestOf } from '../naming/digest.ts';
import { Refusal } from '../problem/problem.ts';

/** An endpoint of a role behind the role's balancer. */
export interface LockedBalancer {
  readonly endpoint: string;
  /** Port of the balancer. */
  readonly port: number;
  /** Port of the machines. */
  readonly target: number;
  /** HTTP path that answers 200 while a machine is well; without one a TCP connection says so. */
  readonly health?: string;
}

/** A flag that is given where another role's balancer is. */
export type LockedConnection = Member['connections'][number];

/** A role of a release, with the one image that it runs. */
export interface LockedMember {
  readonly role: string;
  readonly tag: string;
  readonly digest: string;
  readonly count: number;
  readonly after: readonly string[];
  readonly balancers: readonly LockedBalancer[];
  readonly connections: readonly LockedConnection[];
}

/** All that it takes to start a release, the catalog aside: exact tags, and how they go together. */
export interface ReleaseLock {
  readonly release: string;
  readonly summary: string;
  readonly zone: string;
  /** In the order of start. */
  readonly members: readonly LockedMember[];
}

/** The lock of a release with these tags, one for each role. */
export function lockOf(release: Release, tags: ReadonlyMap<string, TagRecord>): ReleaseLock {
  return {
    release: release.name,
    summary: release.summary,
    zone: release.zone,
    members: release.members.map((member) => lockedMember(member, tags)),
  };
}

function lockedMember(member: Member, tags: ReadonlyMap<string, TagRecord>): LockedMember {
  const role = member.role.name;
  const record = tags.get(role);
  if (!record) throw new Error(`no tag was picked for ${role}`);
  const balancers = member.balancers.map(({ endpoint, port, health }) => {
    return { endpoint: endpoint.name, port, target: endpoint.port, ...(health === undefined ? {} : { health }) };
  });
  const { count, after, connections } = member;
  return { role, tag: record.tag, digest: record.entry.digest, count, after, balancers, connections };
}

/** The same release has the same digest. */
export const lockDigest = (lock: ReleaseLock): string => digestOf(canonicalJson(lock));

/** What the ledger is told of a release. */
export const releaseFact = (lock: ReleaseLock, by: Pick<TagFact, 'job' | 'who'>): TagFact => ({
  kind: 'tag',
  stream: 'release',
  name: lock.release,
  digest: lockDigest(lock),
  parents: lock.members.map(({ tag, digest }) => ({ tag, digest })),
  details: { lock },
  ...by,
});

/** The lock that a release's tag holds; a Refusal if the tag is of another stream, or its lock is not what was cut. */
export function lockIn({ tag, entry }: TagRecord): ReleaseLock {
  const lock = entry.details['lock'] as ReleaseLock | undefined;
  if (entry.stream !== 'release' || lock === undefined)
    throw new Refusal({ code: 'usage', message: `${tag} is not a release`, hint: 'rolebake tags release' });
  if (lockDigest(lock) === entry.digest) return lock;
  throw new Refusal({ code: 'ledger-damaged', message: `the lock of ${tag} does not have its digest` });
}
