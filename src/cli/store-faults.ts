import type { TagRecord } from '../ledger/ledger.ts';
import { type Digest, parseDigest } from '../naming/digest.ts';
import { Refusal } from '../problem/problem.ts';
import type { Snapshots } from '../snapshots/snapshots.ts';
import { archiveFault, listArchives } from '../streams/archives.ts';

/** Something of the store that is not as it was stored. */
export interface StoreFault {
  readonly kind: 'snapshot' | 'archive';
  readonly digest: Digest;
  /** The tags that need it. */
  readonly tags: readonly string[];
  readonly fault: string;
}

/** One thing to read: a snapshot without those that it lies on, or an application's archive. */
export interface Stored {
  readonly kind: 'snapshot' | 'archive';
  readonly digest: Digest;
  readonly tags: readonly string[];
}

/** Where snapshots and archives are on this host. */
export interface StorePlace {
  readonly snapshots: Snapshots;
  readonly archives: string;
}

/** All that is stored, with the tags that need it. */
export function allStored(place: StorePlace, records: readonly TagRecord[]): Stored[] {
  const needed = neededBy(place, records);
  const found = [
    ...place.snapshots.list().map((digest) => ({ kind: 'snapshot' as const, digest })),
    ...listArchives(place.archives).map((digest) => ({ kind: 'archive' as const, digest })),
  ];
  return found.map((one) => ({ ...one, tags: needed.get(one.digest)?.tags ?? [] }));
}

/** What these tags need, stored or not: their snapshots with all that those lie on, their archives. */
export const storedOf = (place: StorePlace, records: readonly TagRecord[]): Stored[] => [
  ...neededBy(place, records).values(),
];

function neededBy({ snapshots }: StorePlace, records: readonly TagRecord[]): Map<Digest, Stored> {
  const needed = new Map<Digest, Stored>();
  for (const { tag, entry } of records) {
    const kind = entry.stream === 'app' ? 'archive' : 'snapshot';
    const named = parseDigest(entry.digest);
    for (const digest of kind === 'archive' ? [named] : chainFrom(snapshots, named))
      needed.set(digest, { kind, digest, tags: [...(needed.get(digest)?.tags ?? []), tag] });
  }
  return needed;
}

/** A snapshot and all that it lies on, as far as that can be read; topmost first. */
export function chainFrom(snapshots: Snapshots, digest: Digest): Digest[] {
  const parent = parentOf(snapshots, digest);
  return parent === null ? [digest] : [digest, ...chainFrom(snapshots, parent)];
}

/** What a snapshot lies on, as far as that can be read. */
function parentOf(snapshots: Snapshots, digest: Digest): Digest | null {
  try {
    return snapshots.get(digest).parent;
  } catch (error) {
    if (error instanceof Refusal) return null;
    throw error;
  }
}

/** What is wrong with one thing, by reading every byte of it. */
export async function faultsOfStored(place: StorePlace, stored: Stored): Promise<StoreFault[]> {
  return (await faultTexts(place, stored)).map((fault) => ({ ...stored, fault }));
}

async function faultTexts({ snapshots, archives }: StorePlace, { kind, digest }: Stored): Promise<string[]> {
  if (kind === 'archive') return [(await archiveFault(archives, digest)) ?? []].flat();
  return await refusedTexts(() => snapshots.verify(digest));
}

async function refusedTexts(act: () => Promise<unknown>): Promise<string[]> {
  try {
    await act();
    return [];
  } catch (error) {
    if (error instanceof Refusal && error.problems.every(({ code }) => code.startsWith('snapshot-')))
      return error.problems.map(({ message }) => message);
    throw error;
  }
}
