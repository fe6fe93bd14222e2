import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { readCheckpoint } from '../ledger/checkpoint.ts';
import { HEADS } from '../ledger/paths.ts';
import type { Published } from '../ledger/published.ts';
import { type GitOptions, git, shown, tryGit } from './git.ts';

/** Where the clone keeps the last commit that it has seen of each branch of each repository. */
const SEEN = 'refs/rolebake/seen/';

/** A branch of a repository. */
export interface Place {
  readonly repo: string;
  readonly branch: string;
}

/** What this host has seen published. */
export interface Seen {
  /** On the branch itself. */
  readonly before?: Published;
  /** On other branches. */
  readonly elsewhere: readonly Published[];
}

const refOf = ({ repo, branch }: Place): string =>
  `${SEEN}${createHash('sha256').update(repo).digest('hex').slice(0, 16)}/${branch.replaceAll('/', '%')}`;

/** Reads what the ledgers of all branches were seen to hold. */
export async function readSeen(options: GitOptions, place: Place): Promise<Seen> {
  const refs = (await git(options, { args: ['for-each-ref', '--format=%(refname)', SEEN] }))
    .split('\n')
    .filter(Boolean);
  const own = refOf(place);
  const elsewhere: Published[] = [];
  let before: Published | undefined;
  for (const ref of refs) {
    const branch = ref.slice(ref.lastIndexOf('/') + 1).replaceAll('%', '/');
    const where = ref === own ? `${place.branch} of ${shown(place.repo)}` : `the branch ${branch}`;
    const published = await ledgerAt(options, ref, where);
    if (published === undefined) continue;
    if (ref === own) before = published;
    else elsewhere.push(published);
  }
  return { ...(before ? { before } : {}), elsewhere };
}

async function ledgerAt(options: GitOptions, ref: string, where: string): Promise<Published | undefined> {
  const output = await tryGit(options, { args: ['cat-file', 'blob', `${ref}:ledger/${HEADS}`] });
  const reading = output.code === 0 ? readCheckpoint(Buffer.from(output.stdout)) : undefined;
  return reading?.state === 'whole' ? { checkpoint: reading.checkpoint, where } : undefined;
}

/** Remembers the commit that the branch is at. */
export async function remember(options: GitOptions, place: Place, commit: string): Promise<void> {
  const ref = refOf(place);
  await rm(join(options.gitDir, `${ref}.lock`), { force: true });
  await git(options, { args: ['update-ref', ref, commit] });
}
