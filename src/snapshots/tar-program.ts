import { PassThrough, type Readable } from 'node:stream';
import type { Run } from '../host/processes.ts';
import { runChecked } from '../host/processes.ts';
import { type BytePath, display, onDisk } from './byte-path.ts';

// Its caller's locale and TAR_OPTIONS change what tar does. It reads backslashes of --directory as escapes: so `cwd`.
const TAR = ['env', '--unset=TAR_OPTIONS', 'LC_ALL=C', 'tar'] as const;
const ATTRIBUTES = ['--numeric-owner', '--xattrs', '--xattrs-include=*'] as const;

/** What goes into a tar. */
export interface Packing {
  readonly root: BytePath;
  /** Relative to the root, in the order of the tar. */
  readonly paths: readonly BytePath[];
  /** `followed`: each hard link is a file of its own. */
  readonly links: 'kept' | 'followed';
}

/**
 * A tar of exactly these paths, with all their extended attributes. That tar has failed is told after its last byte:
 * whoever stops before has not read it whole.
 */
export async function* packed(run: Run, { root, paths, links }: Packing): AsyncGenerator<Buffer> {
  const input = Buffer.concat(paths.map((path) => onDisk(`./${path}\0` as BytePath)));
  const how = ['--no-recursion', '--null', '--no-unquote', '--format=posix', '--pax-option=delete=atime,delete=ctime'];
  if (links === 'followed') how.push('--hard-dereference');
  const argv = [...TAR, '--create', ...ATTRIBUTES, ...how, '--files-from=-', '--file=-'] as const;
  const output = new PassThrough();
  const ended = runChecked(run, { argv, cwd: display(root), input, output });
  ended.catch((error) => output.destroy(error));
  yield* output;
  await ended;
}

/** Unpacks a zstd-compressed tar into a folder, with owners, modes, times, devices and extended attributes. */
export async function unpack(run: Run, archive: string, folder: string): Promise<void> {
  await extract(run, folder, ['--zstd', `--file=${archive}`]);
}

/** The same of a tar that is not compressed, while it comes. */
export async function unpackStream(run: Run, tar: Readable, folder: string): Promise<void> {
  await extract(run, folder, ['--file=-'], tar);
}

async function extract(run: Run, cwd: string, what: readonly string[], input?: Readable): Promise<void> {
  const how = ['--same-owner', '--preserve-permissions', '--delay-directory-restore'];
  const argv = [...TAR, '--extract', ...ATTRIBUTES, ...how, ...what] as const;
  await runChecked(run, { argv, cwd, ...(input ? { input } : {}) });
}
