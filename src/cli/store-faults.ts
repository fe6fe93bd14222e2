import type { Ledger, TagRecord } from '../ledger/ledger.ts';
import { type Digest, parseDigest } from '../naming/digest.ts';
import type { Packages } from '../packages/packages.ts';
import { Refusal } from '../problem/problem.ts';
import { unreachable } from '../problem/unreachable.ts';
import type { Snapshots } from '../snapshots/snapshots.ts';
import { archiveFault, listArchives } from '../streams/archives.ts';
import { archiveStateOf, packagesOfTag } from './needed-packages.ts';

/** The archive of an application or a module; a state of the package archive; one file of it. */
type StoredKind = 'snapshot' | 'archive' | 'archive state' | 'package';

/** Something of the store that is not as it was stored. */
export interface StoreFault {
  readonly kind: StoredKind;
  readonly digest: Digest;
  /** The tags that need it. */
  readonly tags: readonly string[];
  readonly fault: string;
}

/** One thing to read: a snapshot without those that it lies on, an application's archive, what bakes install from. */
export interface Stored {
  readonly kind: StoredKind;
  readonly digest: Digest;
  readonly tags: readonly string[];
}

/** Where all of it is on this host. */
export interface StorePlace {
  readonly snapshots: Snapshots;
  readonly archives: string;
  readonly packages: Packages;
}

/** All that is stored, with the tags that need it. */
export async function allStored(place: StorePlace, records: readonly TagRecord[], ledger: Ledger): Promise<Stored[]> {
  const needed = await neededBy(place, records, ledger);
  const { files, states } = place.packages;
  const found = [
    ...place.snapshots.list().map((digest) => ({ kind: 'snapshot' as const, digest })),
    ...listArchives(place.archives).map((digest) => ({ kind: 'archive' as const, digest })),
    ...states.list().map((digest) => ({ kind: 'archive state' as const, digest })),
    ...files.list().map((digest) => ({ kind: 'package' as const, digest })),
  ];
  return found.map((one) => ({ ...one, tags: needed.get(one.digest)?.tags ?? [] }));
}

/**
 * What these tags need, stored or not: their snapshots with all that those lie on, their archives, the archive states
 * that they were made in; and what is here of their packages, for those of a base tree never were.
 */
export async function storedOf(place: StorePlace, records: readonly TagRecord[], ledger: Ledger): Promise<Stored[]> {
  const here = new Set(place.packages.files.list());
  const needed = [...(await neededBy(place, records, ledger)).values()];
  return needed.filter(({ kind, digest }) => kind !== 'package' || here.has(digest));
}

async function neededBy(
  { snapshots }: StorePlace,
  records: readonly TagRecord[],
  ledger: Ledger,
): Promise<Map<Digest, Stored>> {
  const needed = new Map<Digest, Stored>();
  const need = (kind: StoredKind, digest: Digest, tag: string) =>
    needed.set(digest, { kind, digest, tags: [...(needed.get(digest)?.tags ?? []), tag] });
  for (const { tag, entry } of records) {
    const named = parseDigest(entry.digest);
    if (entry.stream === 'app') need('archive', named, tag);
    else for (const digest of chainFrom(snapshots, named)) need('snapshot', digest, tag);
    for (const digest of archiveStateOf(entry)) need('archive state', digest, tag);
    for (const digest of await packagesOfTag(entry, ledger)) need('package', digest, tag);
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

async function faultTexts(place: StorePlace, { kind, digest }: Stored): Promise<string[]> {
  const { snapshots, archives, packages } = place;
  switch (kind) {
    case 'snapshot':
      return await refusedTexts(() => snapshots.verify(digest));
    case 'archive':
      return [(await archiveFault(archives, digest)) ?? []].flat();
    case 'archive state':
      return await packages.states.faults(digest);
    case 'package':
      return [(await packages.files.fault(digest)) ?? []].flat();
    default:
      return unreachable(kind);
  }
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
