import type { Effects } from '../host/effects.ts';
import type { Ledger, TagRecord } from '../ledger/ledger.ts';
import { digestOf, parseDigest } from '../naming/digest.ts';
import type { Packages } from '../packages/packages.ts';
import { Refusal } from '../problem/problem.ts';
import type { Snapshots } from '../snapshots/snapshots.ts';
import { oneAtATime } from './one-at-a-time.ts';
import { buildOsTree, type OsProgress, type OsTree } from './os.ts';
import { type PackageChange, packageChanges } from './os-changes.ts';
import { packageList, readPackageList } from './packages.ts';
import { refuseRepeated } from './repeated.ts';

/** The operating systems that rolebake can make, and Debian's name of each. */
const SUITES: Readonly<Record<string, string>> = { 'debian-12': 'bookworm' };

interface Place {
  readonly ledger: Ledger;
  readonly snapshots: Snapshots;
  readonly packages: Packages;
  readonly cache: string;
  readonly who: string;
  /** Whether to tag what a revoked tag holds already. */
  readonly revokedToo?: boolean;
}

interface Tagged {
  readonly record: TagRecord;
  readonly isNew: boolean;
  /** What differs from the tag before; kept with the tag as its object `changes`. */
  readonly changes: readonly PackageChange[];
}

/** Builds an operating system's tree, keeps it as a snapshot and records it; what is the head already keeps its tag. */
export async function tagOperatingSystem(
  name: string,
  place: Place,
  effects: Effects,
  onProgress?: OsProgress,
): Promise<Tagged> {
  const suite = suiteOf(name);
  const tree = await buildOsTree({ suite, cache: `${place.cache}/os` }, effects, onProgress);
  return await oneAtATime(place.ledger, 'os', () => tagTree({ name, suite, tree }, place, effects));
}

interface NamedTree {
  readonly name: string;
  readonly suite: string;
  readonly tree: OsTree;
}

async function tagTree({ name, suite, tree }: NamedTree, place: Place, effects: Effects): Promise<Tagged> {
  const { ledger, snapshots, packages } = place;
  const head = (await ledger.heads()).find(({ entry }) => entry.stream === 'os' && entry.name === name);
  const archive = await packages.states.keep({ lists: tree.lists, entries: tree.sources, tree: tree.dir });
  const isSame = head?.entry.objects?.['archive'] === digestOf(archive);
  if (isSame && head.entry.details['tree'] === tree.key && (await snapshots.isWhole(parseDigest(head.entry.digest))))
    return { record: head, isNew: false, changes: [] };
  const { digest } = await snapshots.add({ layerDir: tree.dir, sourceDateEpoch: tree.sourceDateEpoch });
  if (isSame && head.entry.digest === digest) return { record: head, isNew: false, changes: [] };
  if (!place.revokedToo) await refuseRepeated(ledger, 'os', name, digest);
  const changes = await changesSince(head, tree, ledger);
  const changed =
    changes.length === 0 ? {} : { changes: await ledger.putObject(`${JSON.stringify(changes, null, 1)}\n`) };
  const entry = await ledger.append({
    ...{ kind: 'tag', stream: 'os', name, digest, parents: [], who: place.who },
    details: { suite, packages: tree.packages.length, source_date_epoch: tree.sourceDateEpoch, tree: tree.key },
    objects: {
      packages: await ledger.putObject(packageList(tree.packages)),
      archive: await ledger.putObject(archive),
      ...changed,
    },
    job: effects.randomBytes(8).toString('hex'),
  });
  return { record: await ledger.show(`os/${name}@${entry.number}`), isNew: true, changes };
}

/** What a tree has otherwise than the newest tag; nothing if there is none, or it does not say what it holds. */
async function changesSince(head: TagRecord | undefined, tree: OsTree, ledger: Ledger): Promise<PackageChange[]> {
  const packages = head?.entry.objects?.['packages'];
  return packages === undefined
    ? []
    : packageChanges(readPackageList((await ledger.object(packages)).toString('utf8')), tree);
}

function suiteOf(name: string): string {
  const suite = SUITES[name];
  if (suite !== undefined) return suite;
  throw new Refusal({
    code: 'unknown-tag',
    message: `there is no operating system ${name}`,
    hint: `known: ${Object.keys(SUITES).join(', ')}`,
  });
}
