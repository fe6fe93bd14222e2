import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { hashesOf, manifestText } from '../compile/manifest.ts';
import type { Effects } from '../host/effects.ts';
import { withExclusiveLock } from '../host/exclusive-lock.ts';
import { Refusal } from '../problem/problem.ts';
import { createRepo, openClone, readBase } from './base.ts';
import { type Author, makeCommit } from './commit.ts';
import { refuseLosses } from './edits.ts';
import type { GitOptions } from './git.ts';
import { type FileChange, planPublish } from './plan.ts';
import { pushCommit } from './push.ts';
import { refuseUnsafePaths, refuseUnsafeRepo } from './safety.ts';

/** What to publish, and where. */
export interface Publication {
  /** A path, or any URL that git takes. */
  readonly repo: string;
  readonly branch: string;
  /** Everything that rolebake owns in the repository; what it owned before and is not here is removed. */
  readonly files: ReadonlyMap<string, string | Buffer>;
  /** The commit message, or a function that makes it of what changes. */
  readonly message: string | ((changes: readonly FileChange[]) => string);
  /** A folder of rolebake's own, kept between publishes; its clone is a cache. */
  readonly workDir: string;
  /** Default: git's own settings. */
  readonly author?: Author;
  /** Make a bare repository where `repo` is a path and nothing is there. */
  readonly createIfMissing?: boolean;
  /** Files that may only grow, such as the ledger's. Default: none. */
  readonly appendOnly?: (path: string) => boolean;
  /** Seconds that one git command may take. Default: 60. */
  readonly timeoutSeconds?: number;
}

/** What a publish did. */
export interface Published {
  /** The commit that the branch now is at. */
  readonly commit: string;
  /** Paths that were added, changed or removed, in order. */
  readonly changed: readonly string[];
  /** Nothing was different, so there is no new commit. */
  readonly unchanged: boolean;
  readonly pushed: boolean;
}

type PublishEffects = Pick<Effects, 'now' | 'randomBytes' | 'run'>;

const PATIENCE_MS = 60_000;
const ATTEMPTS = 12;
const PAUSE_MS = 50;

/**
 * Commits the files to a branch of the config repo and pushes, replaying on top when someone else pushed first. A
 * Refusal, and nothing done, for unsafe paths, files of others in the way, and files of ours that someone edited.
 */
export async function publish(publication: Publication, effects: PublishEffects): Promise<Published> {
  refuseUnsafeRepo(publication.repo, publication.branch);
  refuseUnsafePaths(publication.files.keys());
  const files = new Map([...publication.files].map(([path, content]) => [path, Buffer.from(content)]));
  await mkdir(publication.workDir, { recursive: true });
  return withExclusiveLock(join(publication.workDir, 'lock'), () => publishLocked({ ...publication, files }, effects), {
    patienceMs: PATIENCE_MS,
  });
}

type Prepared = Publication & { readonly files: ReadonlyMap<string, Buffer> };

async function publishLocked(publication: Prepared, effects: PublishEffects): Promise<Published> {
  const { repo, branch, workDir, timeoutSeconds = 60 } = publication;
  const git = await openClone(effects.run, join(resolve(workDir), 'clone.git'), timeoutSeconds);
  if (publication.createIfMissing) await createRepo(git, repo, branch);
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const published = await withScratch(resolve(workDir), (scratch) =>
      attemptPublish(publication, { git, scratch, effects }),
    );
    if (published !== 'lost-race') return published;
    await sleep(PAUSE_MS * attempt * (0.5 + (effects.randomBytes(1)[0] ?? 0) / 256));
  }
  throw new Refusal({
    code: 'push-race',
    message: `others pushed to ${branch} first, ${ATTEMPTS} times in a row`,
    hint: 'try again: rolebake publish',
  });
}

interface Attempt {
  readonly git: GitOptions;
  readonly scratch: string;
  readonly effects: PublishEffects;
}

async function attemptPublish(publication: Prepared, attempt: Attempt): Promise<Published | 'lost-race'> {
  const { repo, branch, files, message, author, appendOnly = () => false } = publication;
  const { git, scratch, effects } = attempt;
  const base = await readBase(git, repo, branch);
  const plan = planPublish(files, base.tree, base.manifest);
  await refuseLosses({ git, base, plan, files, scratch, appendOnly });
  const { changes } = plan;
  const sameManifest = manifestText(base.manifest) === manifestText(hashesOf(files));
  if (base.commit !== undefined && changes.length === 0 && sameManifest) {
    return { commit: base.commit, changed: [], unchanged: true, pushed: false };
  }
  const text = typeof message === 'string' ? message : message(changes);
  const commit = await makeCommit({ git, base, files, changes, scratch, author, message: text, at: effects.now() });
  const outcome = await pushCommit(git, { repo, branch, commit });
  if (outcome === 'lost-race') return outcome;
  return { commit, changed: changes.map(({ path }) => path), unchanged: false, pushed: true };
}

async function withScratch<T>(workDir: string, work: (scratch: string) => Promise<T>): Promise<T> {
  const scratch = await mkdtemp(join(workDir, 'scratch-'));
  try {
    return await work(scratch);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}
