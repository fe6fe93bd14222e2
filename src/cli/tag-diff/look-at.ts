import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { BakeInput } from '../../bake/plan.ts';
import type { Journal } from '../../engine/journal.ts';
import type { TagRecord } from '../../ledger/ledger-view.ts';
import { parseDigest } from '../../naming/digest.ts';
import { type LayerDifference, layerDifferences } from '../../snapshots/differences.ts';
import { Snapshots } from '../../snapshots/snapshots.ts';
import type { Session } from '../session.ts';
import { packagesOf } from '../tag-packages.ts';
import { catalogDiff, generatedDiff } from './code-diff.ts';
import { plainDiff, type Side, type TagDiff } from './tag-diff.ts';

/** Compares two tags as far as this host can: what it lacks is told in `unknown`. */
export async function tagDiff(session: Session, first: TagRecord, second: TagRecord): Promise<TagDiff> {
  const isRoot = process.getuid?.() === 0;
  // Snapshots and the journal are for root alone.
  using journal = isRoot && existsSync(session.journalFile) ? await session.journal() : undefined;
  const snapshots = isRoot ? new Snapshots(join(session.settings.state, 'snapshots'), session.effects) : undefined;
  const [before, now] = [
    await sideOf(session, first, { journal, snapshots }),
    await sideOf(session, second, { journal, snapshots }),
  ];
  const isRole = first.entry.stream === 'role';
  const catalog = isRole ? await catalogDiff(session, before, now) : { diff: '' };
  const generated = isRole ? await generatedDiff(session, before, now) : { diff: '' };
  const files = await session.progress.during({ subject: second.tag, step: 'compare files' }, () =>
    fileDifferences(first, second, snapshots),
  );
  const unknown = [catalog, generated, files].flatMap((one) => ('unknown' in one ? [one.unknown] : []));
  const lacksChecks =
    isRole && !(before.input && now.input) && first.entry.bake?.parts['checks'] !== second.entry.bake?.parts['checks'];
  return {
    ...plainDiff(before, now),
    catalog: 'diff' in catalog ? catalog.diff : '',
    generated: 'diff' in generated ? generated.diff : '',
    files: 'files' in files ? files.files : [],
    unknown: lacksChecks
      ? [...unknown, 'checks: they differ, and the journal of this host has not those of both']
      : unknown,
  };
}

interface Kept {
  readonly journal: Journal | undefined;
  readonly snapshots: Snapshots | undefined;
}

async function sideOf(session: Session, record: TagRecord, { journal, snapshots }: Kept): Promise<Side> {
  const { entry } = record;
  const input = journal?.input(entry.job) as BakeInput | undefined;
  const digest = parseDigest(entry.digest);
  const { bytes } = entry.details;
  const stored = snapshots?.has(digest) ? snapshots.get(digest).archive.size : undefined;
  return {
    record,
    packages: await packagesOf(await session.ledger(), record),
    input: input !== undefined && input.key === entry.bake?.key ? input : undefined,
    bytes: typeof bytes === 'number' ? bytes : stored,
  };
}

type Files = { readonly files: readonly LayerDifference[] } | { readonly unknown: string };

/** What the two layers hold differently: of a role, what its bakes changed on their parents. */
async function fileDifferences(first: TagRecord, second: TagRecord, snapshots: Snapshots | undefined): Promise<Files> {
  if (first.entry.digest === second.entry.digest) return { files: [] };
  if (first.entry.stream === 'app') return { unknown: 'files: archives of applications are not looked into' };
  if (snapshots === undefined) return { unknown: 'files: the snapshots are for root alone' };
  const [was, is] = [parseDigest(first.entry.digest), parseDigest(second.entry.digest)];
  const missing = [first, second].find(({ entry }) => !snapshots.has(parseDigest(entry.digest)));
  if (missing) return { unknown: `files: the snapshot of ${missing.tag} is not here` };
  return { files: await layerDifferences(snapshots.get(was), snapshots.get(is)) };
}
