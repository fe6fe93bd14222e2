import { classify } from '../ledger/paths.ts';
import { type GitOptions, git, tryGit } from './git.ts';

/** A git repository that holds a ledger in one of its folders. */
export interface LedgerRepo {
  readonly gitDir: string;
  /** The folder, relative to the top, without a slash at its end. */
  readonly folder: string;
}

/**
 * The entries and the checkpoint of a ledger as a commit holds them, by path in the ledger: no object. Undefined if the
 * repository has no such commit, or no ledger in it.
 */
export async function ledgerAt(
  run: GitOptions['run'],
  { gitDir, folder }: LedgerRepo,
  commit: string,
): Promise<ReadonlyMap<string, Buffer> | undefined> {
  const options = { run, gitDir, timeoutSeconds: 60 };
  const verify = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${commit}^{commit}`];
  const found = await tryGit(options, { args: verify });
  if (found.code !== 0) return undefined;
  const listing = await git(options, {
    args: ['ls-tree', '-r', '-z', '--full-tree', found.stdout.trim(), '--', `${folder}/`],
  });
  const blobs = listing.split('\0').flatMap((line): { path: string; oid: string }[] => {
    const [, oid = '', path = ''] = /^\d+ blob ([0-9a-f]+)\t(.*)$/s.exec(line) ?? [];
    const inside = path.slice(folder.length + 1);
    return oid !== '' && ['entries', 'checkpoint'].includes(classify(inside).kind) ? [{ path: inside, oid }] : [];
  });
  if (blobs.length === 0) return undefined;
  const input = blobs.map(({ oid }) => `${oid}\n`).join('');
  const bytes = blobsIn(Buffer.from(await git(options, { args: ['cat-file', '--batch'], input })));
  return new Map(blobs.map(({ path }, index) => [path, bytes[index] ?? Buffer.alloc(0)]));
}

/** The blobs that `git cat-file --batch` printed: a line with the size, the bytes, and a line feed each. */
function blobsIn(output: Buffer): Buffer[] {
  const blobs: Buffer[] = [];
  for (let at = 0; at < output.length; ) {
    const end = output.indexOf('\n', at);
    const size = Number(output.toString('utf8', at, end).split(' ')[2]);
    blobs.push(output.subarray(end + 1, end + 1 + size));
    at = end + 1 + size + 1;
  }
  return blobs;
}
