import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { TagRecord } from '../../ledger/ledger.ts';
import { parseDigest } from '../../naming/digest.ts';
import { Refusal } from '../../problem/problem.ts';
import type { Snapshot } from '../../snapshots/snapshot.ts';
import type { Snapshots } from '../../snapshots/snapshots.ts';
import type { Session } from '../session.ts';
import { tagNamed } from '../tag-named.ts';
import { REVOKED_TOO, refuseUnusable } from '../usable.ts';
import { type Answer, numberOption, type Options, textOption, type Verb } from '../verb.ts';

export const exportVerb: Verb = {
  name: 'export',
  summary: 'write a tag as a root tar, an OCI image or a disk that boots',
  arguments: [{ name: '<tag>', description: 'such as role/web@1, or role/web for the newest' }],
  options: [
    { flags: '--format <format>', description: 'what to write', choices: ['tar', 'oci', 'disk'], default: 'tar' },
    { flags: '-o, --output <file>', description: 'where to; - is standard output, for tar and oci' },
    { flags: '--free <MiB>', description: 'of a disk: room for what the machine writes', default: '1024' },
    REVOKED_TOO,
  ],
  examples: [
    'rolebake export role/web@1 --output web.tar',
    'rolebake export role/web@1 --output - | tar --list',
    'rolebake export role/web@1 --format oci --output web.oci.tar && podman load --input web.oci.tar',
    'rolebake export role/web@1 --format disk --output web.img',
  ],
  run,
};

async function run(session: Session, [name = '']: readonly string[], options: Options): Promise<Answer> {
  const { settleLeftovers } = await import('../leftovers.ts');
  const { openStore } = await import('../store.ts');
  const { writeOutput, writeToStandardOutput } = await import('../output-file.ts');
  const output = outputOf(options);
  await settleLeftovers(session);
  const record = imageOf(await tagNamed(await session.ledger(), name));
  refuseUnusable(session, record, options);
  const work = { record, snapshots: await openStore(session), session };
  const format = textOption(options, 'format') ?? 'tar';
  if (output === '-') {
    await writeToStandardOutput(await piecesOf(format, work));
    return { data: null, text: '' };
  }
  const path = resolve(session.cwd, output);
  const free = numberOption(options, 'free', { flag: '--free', unit: 'MiB', most: 7, example: 1024 });
  const bytes = await session.progress.during({ subject: record.tag, step: `export ${format}` }, async () =>
    format === 'disk'
      ? await exportDisk(path, free, work)
      : await writeOutput(await piecesOf(format, work), path, session.effects),
  );
  const data = { tag: record.tag, digest: record.entry.digest, format, output, bytes };
  return { data, text: `${output} is ${record.tag}, ${(bytes / 1e6).toFixed(1)} MB` };
}

/** What an export works with. */
interface Work {
  readonly record: TagRecord;
  readonly snapshots: Snapshots;
  readonly session: Session;
}

const chainOf = ({ record, snapshots }: Work): Snapshot[] => snapshots.chain(parseDigest(record.entry.digest));

async function exportDisk(path: string, freeMiB: number, work: Work): Promise<number> {
  const { bootParts } = await import('../../snapshots/export/disk/boot-parts.ts');
  const { writeDisk } = await import('../../snapshots/export/disk/disk-image.ts');
  const { withPartial } = await import('../output-file.ts');
  const { effects, settings } = work.session;
  const chain = chainOf(work);
  const boot = await bootParts(settings.cache, effects);
  await using scratch = work.snapshots.scratch();
  const epoch = Math.floor(Date.parse(work.record.entry.at) / 1000);
  return await withPartial(path, effects, async (partial) => {
    await writeDisk(partial, { chain, boot, epoch, freeMiB, scratch: scratch.path }, effects);
    return statSync(partial).size;
  });
}

function outputOf(options: Options): string {
  const output = textOption(options, 'output');
  if (output === undefined || output === '')
    throw new Refusal({ code: 'usage', message: 'export needs a file to write', hint: '--output FILE, or --output -' });
  if (output === '-' && textOption(options, 'format') === 'disk')
    throw new Refusal({ code: 'usage', message: 'a disk is written to a file', hint: '--output FILE' });
  if (output === '-' && options['json'] === true)
    throw new Refusal({ code: 'usage', message: 'standard output cannot take both the tag and JSON' });
  return output;
}

function imageOf(record: TagRecord): TagRecord {
  if (record.entry.stream === 'role' || record.entry.stream === 'os') return record;
  const message = `${record.tag} is an archive of files, and no image of a machine`;
  throw new Refusal({ code: 'usage', message, hint: 'rolebake tags role' });
}

async function piecesOf(format: string, work: Work): Promise<AsyncIterable<Buffer>> {
  if (format === 'oci') {
    const { ociArchive } = await import('../../snapshots/export/oci.ts');
    const { ociDescription } = await import('../oci-description.ts');
    return ociArchive(chainOf(work), ociDescription(work.record));
  }
  const { mergedTar } = await import('../../snapshots/merged-tar.ts');
  return mergedTar(chainOf(work));
}
