import { resolve } from 'node:path';
import type { TagRecord } from '../../ledger/ledger.ts';
import { parseDigest } from '../../naming/digest.ts';
import { Refusal } from '../../problem/problem.ts';
import type { Snapshot } from '../../snapshots/snapshot.ts';
import type { Session } from '../session.ts';
import { tagNamed } from '../tag-named.ts';
import { type Answer, type Options, textOption, type Verb } from '../verb.ts';

export const exportVerb: Verb = {
  name: 'export',
  summary: 'write a tag as a root tar or an OCI image',
  arguments: [{ name: '<tag>', description: 'such as role/web@1, or role/web for the newest' }],
  options: [
    { flags: '--format <format>', description: 'what to write', choices: ['tar', 'oci'], default: 'tar' },
    { flags: '-o, --output <file>', description: 'where to; - is standard output' },
  ],
  examples: [
    'rolebake export role/web@1 --output web.tar',
    'rolebake export role/web@1 --output - | tar --list',
    'rolebake export role/web@1 --format oci --output web.oci.tar && podman load --input web.oci.tar',
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
  const chain = (await openStore(session)).chain(parseDigest(record.entry.digest));
  const format = textOption(options, 'format') ?? 'tar';
  const pieces = await piecesOf(format, record, chain);
  if (output === '-') {
    await writeToStandardOutput(pieces);
    return { data: null, text: '' };
  }
  const bytes = await session.progress.during({ subject: record.tag, step: `export ${format}` }, () =>
    writeOutput(pieces, resolve(session.cwd, output), session.effects),
  );
  const data = { tag: record.tag, digest: record.entry.digest, format, output, bytes };
  return { data, text: `${output} is ${record.tag}, ${(bytes / 1e6).toFixed(1)} MB` };
}

function outputOf(options: Options): string {
  const output = textOption(options, 'output');
  if (output === undefined || output === '')
    throw new Refusal({ code: 'usage', message: 'export needs a file to write', hint: '--output FILE, or --output -' });
  if (output === '-' && options['json'] === true)
    throw new Refusal({ code: 'usage', message: 'standard output cannot take both the tag and JSON' });
  return output;
}

function imageOf(record: TagRecord): TagRecord {
  if (record.entry.stream === 'role' || record.entry.stream === 'os') return record;
  const message = `${record.tag} is an archive of files, and no image of a machine`;
  throw new Refusal({ code: 'usage', message, hint: 'rolebake tags role' });
}

async function piecesOf(format: string, record: TagRecord, chain: readonly Snapshot[]): Promise<AsyncIterable<Buffer>> {
  if (format === 'oci') {
    const { ociArchive } = await import('../../snapshots/export/oci.ts');
    const { ociDescription } = await import('../oci-description.ts');
    return ociArchive(chain, ociDescription(record));
  }
  const { mergedTar } = await import('../../snapshots/merged-tar.ts');
  return mergedTar(chain);
}
