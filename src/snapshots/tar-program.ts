import type { Run } from '../host/processes.ts';
import { runChecked } from '../host/processes.ts';
import { type BytePath, display, onDisk } from './byte-path.ts';

// Its caller's locale and TAR_OPTIONS change what tar does. It reads backslashes of --directory as escapes: so `cwd`.
const TAR = ['env', '--unset=TAR_OPTIONS', 'LC_ALL=C', 'tar'] as const;
const ATTRIBUTES = ['--numeric-owner', '--xattrs', '--xattrs-include=*'] as const;

/**
 * Writes a tar, at the path `archive`, of exactly these paths relative to `root`, in this order, with all their
 * extended attributes. With `links: 'followed'` each hard link is a file of its own.
 */
export async function packPaths(
  run: Run,
  archive: string,
  { root, paths, links }: { root: BytePath; paths: readonly BytePath[]; links: 'kept' | 'followed' },
): Promise<void> {
  const input = Buffer.concat(paths.map((path) => onDisk(`./${path}\0` as BytePath)));
  const how = ['--no-recursion', '--null', '--no-unquote', '--format=posix', '--pax-option=delete=atime,delete=ctime'];
  if (links === 'followed') how.push('--hard-dereference');
  const what = ['--files-from=-', `--file=${archive}`];
  await runChecked(run, { argv: [...TAR, '--create', ...ATTRIBUTES, ...how, ...what], cwd: display(root), input });
}

/** Unpacks a zstd-compressed tar into a folder, with owners, modes, times, devices and extended attributes. */
export async function unpack(run: Run, archive: string, folder: string): Promise<void> {
  await extract(run, folder, ['--zstd', `--file=${archive}`]);
}

/** The same of a tar that is not compressed. */
export async function unpackPlain(run: Run, archive: string, folder: string): Promise<void> {
  await extract(run, folder, [`--file=${archive}`]);
}

async function extract(run: Run, folder: string, what: readonly string[]): Promise<void> {
  const how = ['--same-owner', '--preserve-permissions', '--delay-directory-restore'];
  await runChecked(run, { argv: [...TAR, '--extract', ...ATTRIBUTES, ...how, ...what], cwd: folder });
}
