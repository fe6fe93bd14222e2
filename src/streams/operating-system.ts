import type { Effects } from '../host/effects.ts';
import type { Ledger, TagRecord } from '../ledger/ledger.ts';
import { parseDigest } from '../naming/digest.ts';
import { Refusal } from '../problem/problem.ts';
import type { Snapshots } from '../snapshots/snapshots.ts';
import { buildOsTree, type OsProgress } from './os.ts';

/** The operating systems that rolebake can make, and Debian's name of each. */
const SUITES: Readonly<Record<string, string>> = { 'debian-12': 'bookworm' };

/** Builds an operating system's tree, keeps it as a snapshot and records it; what is the head already keeps its tag. */
export async function tagOperatingSystem(
  name: string,
  place: { readonly ledger: Ledger; readonly snapshots: Snapshots; readonly cache: string; readonly who: string },
  effects: Effects,
  onProgress?: OsProgress,
): Promise<{ readonly record: TagRecord; readonly isNew: boolean }> {
  const suite = SUITES[name];
  if (suite === undefined) {
    throw new Refusal({
      code: 'unknown-tag',
      message: `there is no operating system ${name}`,
      hint: `known: ${Object.keys(SUITES).join(', ')}`,
    });
  }
  const tree = await buildOsTree({ suite, cache: `${place.cache}/os` }, effects, onProgress);
  const head = (await place.ledger.heads()).find(({ entry }) => entry.stream === 'os' && entry.name === name);
  if (head?.entry.details['tree'] === tree.key && place.snapshots.has(parseDigest(head.entry.digest)))
    return { record: head, isNew: false };
  const snapshot = await place.snapshots.add({ layerDir: tree.dir, sourceDateEpoch: tree.sourceDateEpoch });
  if (head?.entry.digest === snapshot.digest) return { record: head, isNew: false };
  const list = tree.packages.map((one) => `${one.name} ${one.version} ${one.architecture}\n`).join('');
  const entry = await place.ledger.append({
    kind: 'tag',
    stream: 'os',
    name,
    digest: snapshot.digest,
    parents: [],
    details: { suite, packages: tree.packages.length, source_date_epoch: tree.sourceDateEpoch, tree: tree.key },
    objects: { packages: await place.ledger.putObject(list) },
    job: effects.randomBytes(8).toString('hex'),
    who: place.who,
  });
  return { record: await place.ledger.show(`os/${name}@${entry.number}`), isNew: true };
}
