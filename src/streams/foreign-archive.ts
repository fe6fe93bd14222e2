import { closeSync, createReadStream, mkdirSync, openSync, readSync } from 'node:fs';
import { PassThrough, Readable } from 'node:stream';
import { type Run, runChecked } from '../host/processes.ts';
import { Refusal } from '../problem/problem.ts';
import { readTar, readToEnd } from '../snapshots/tar-read.ts';
import { encodeHeader, paddingOf, TAR_END } from '../snapshots/tar-write.ts';
import { EntryRules } from './entry-rules.ts';

/** What a compressed file begins with, and the program that gives what it holds. */
const COMPRESSED: readonly (readonly [magic: string, program: string])[] = [
  ['1f8b', 'gzip'],
  ['fd377a585a00', 'xz'],
  ['28b52ffd', 'zstd'],
];

interface Unpacking {
  readonly archive: string;
  readonly folder: string;
  /** What messages call the archive. */
  readonly shownAs: string;
}

/**
 * Unpacks a tar (plain, gzip, xz or zstd) that anybody may have written into a new folder. Only files, folders and links
 * that stay inside come out, each as this process's own; anything else is a Refusal `unsafe-archive`, and what is no
 * whole tar one too. tar(1) is given what has been understood here, never the file itself.
 */
export async function unpackForeign(run: Run, { archive, folder, shownAs }: Unpacking): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const checked = Readable.from(checkedTar(bytesOf(run, archive), shownAs));
  const failure: { error?: unknown } = {};
  checked.once('error', (error) => (failure.error = error));
  const how = ['--no-same-owner', '--preserve-permissions', '--delay-directory-restore'];
  const argv = ['env', '--unset=TAR_OPTIONS', 'tar', '--extract', ...how, '--file=-'] as const;
  try {
    await runChecked(run, { argv: [...argv], cwd: folder, input: checked });
  } catch (error) {
    throw failure.error ?? error;
  }
  if (failure.error !== undefined) throw failure.error;
}

async function* checkedTar(raw: AsyncGenerator<Buffer>, archive: string): AsyncGenerator<Buffer> {
  const rules = new EntryRules(archive);
  try {
    for await (const { header, content } of readTar(raw)) {
      yield encodeHeader(rules.safe(header));
      yield* content;
      yield paddingOf(header.size);
    }
    await readToEnd(raw);
  } catch (error) {
    throw error instanceof Refusal ? error : unreadable(archive, error as Error);
  } finally {
    await raw.return(undefined);
  }
  yield TAR_END;
}

/** The bytes of the tar. How its program failed is told after the last of them. */
async function* bytesOf(run: Run, archive: string): AsyncGenerator<Buffer> {
  const magic = firstBytes(archive);
  const program = COMPRESSED.find(([start]) => magic.startsWith(start))?.[1];
  if (program === undefined) return yield* createReadStream(archive);
  const output = new PassThrough();
  const argv = [program, '--decompress', '--stdout'] as const;
  const ended = runChecked(run, { argv: [...argv], input: createReadStream(archive), output }).catch((error) => {
    throw isFailed(error) ? new Error(`${program} cannot read it`) : error;
  });
  ended.catch((error) => output.destroy(error));
  yield* output;
  await ended;
}

const isFailed = (error: unknown): boolean =>
  error instanceof Refusal && error.problems.every(({ code }) => code === 'command-failed');

function firstBytes(archive: string): string {
  const bytes = Buffer.alloc(6);
  const file = openSync(archive, 'r');
  const length = readSync(file, bytes);
  closeSync(file);
  return bytes.toString('hex', 0, length);
}

function unreadable(archive: string, cause: Error): Refusal {
  return new Refusal(
    {
      code: 'unsafe-archive',
      message: `${archive} is no whole tar: ${cause.message}`,
      hint: 'tar --create --gzip --file ARCHIVE.tar.gz -C FOLDER .',
    },
    { cause },
  );
}
