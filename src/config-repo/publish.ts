import { setTimeout as sleep } from 'node:timers/promises';
import { hashesOf, manifestText } from '../compile/manifest.ts';
import type { Effects } from '../host/effects.ts';
import { Refusal } from '../problem/problem.ts';
import { createRepo, readBase } from './base.ts';
import { Branch } from './branch.ts';
import { type CloneWork, inClone } from './clone.ts';
import { makeCommit } from './commit.ts';
import { refuseLosses } from './edits.ts';
import { type GitOptions, shown, tryGit } from './git.ts';
import { type Author, type Identity, identityOf } from './identity.ts';
import { type ImageTag, makeImageTags } from './image-tags.ts';
import { type FileChange, planPublish } from './plan.ts';
import { type Proposal, propose } from './proposal.ts';
import { push } from './push.ts';
import { refuseUnsafePaths, refuseUnsafeRepo } from './safety.ts';
import { type Place, remember } from './seen.ts';

/** What to publish, and where. */
export interface Publication extends Place {
  /** What the branch is to hold; asked again, with the branch as it is then, whenever someone else pushed first. */
  readonly contents: (branch: Branch) => Promise<Contents>;
  /** A folder of rolebake's own, kept between publishes. */
  readonly workDir: string;
  /** Default: git's own settings. */
  readonly author?: Author;
  /** Make a bare repository where `repo` is a path and nothing is there. */
  readonly createIfMissing?: boolean;
  /** Seconds that one git command may take. Default: 60. */
  readonly timeoutSeconds?: number;
}

/** What a branch is to hold. */
export interface Contents {
  /** Everything that rolebake owns in the repository; what it owned before and is not here is removed. */
  readonly files: ReadonlyMap<string, string | Buffer>;
  /** The commit message, made of what changes. */
  readonly message: (changes: readonly FileChange[]) => string;
  /** Files that may only grow, such as the ledger's. Default: none. */
  readonly appendOnly?: (path: string) => boolean;
  /** Images that have no git tag yet, of which the code is known. Default: none. */
  readonly images?: (tagged: ReadonlySet<string>) => Promise<readonly ImageTag[]>;
  /** Edited files that may be overwritten: a person has seen the edits. Default: none. */
  readonly overwrite?: (path: string) => boolean;
}

/** What a publish did. */
export interface Published {
  /** The commit that the branch now is at; if it was proposed only, the proposed one. */
  readonly commit: string;
  /** Paths that were added, changed or removed, in order. */
  readonly changed: readonly string[];
  /** Nothing was different, so there is no new commit. */
  readonly unchanged: boolean;
  readonly pushed: boolean;
  /** Git tags of images that were added. */
  readonly gitTags: readonly string[];
  /** Why the server took none of the git tags. */
  readonly tagsRefused?: string;
  /** The branch is protected: where the commit is instead. */
  readonly proposal?: Proposal;
}

type PublishEffects = Pick<Effects, 'now' | 'randomBytes' | 'run'>;

const ATTEMPTS = 40;
/** So often in a row a push may lose while the branch stays where it is: another one is under way, or a lock was left. */
const LONGEST_STILL = 6;
const PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 3_000;

/**
 * Commits the files to a branch of the config repo and pushes, replaying on top when someone else pushed first. A
 * Refusal, and nothing done, for unsafe paths, files of others in the way, and files of ours that someone edited.
 */
export async function publish(publication: Publication, effects: PublishEffects): Promise<Published> {
  const { repo, branch, workDir, timeoutSeconds = 60 } = publication;
  refuseUnsafeRepo(repo, branch);
  return inClone(workDir, timeoutSeconds, effects, async (clone) => {
    if (publication.createIfMissing) await createRepo(clone.git, repo, branch);
    let known: Promise<Identity> | undefined;
    const identity = () => (known ??= identityOf(clone.git, publication.author, effects.now()));
    let still = 0;
    let base: string | undefined;
    for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
      const published = await attemptPublish(publication, clone, identity);
      if (!('lost' in published)) return published;
      still = attempt > 1 && published.base === base ? still + 1 : 0;
      base = published.base;
      if (still === LONGEST_STILL) throw standsStill(branch, published.lost);
      const pause = Math.min(PAUSE_MS * 2 ** attempt, LONGEST_PAUSE_MS);
      await sleep(pause * (0.25 + (effects.randomBytes(1)[0] ?? 0) / 256));
    }
    throw lostRaces(branch);
  });
}

/** A push that someone else was before: in git's words, with the commit that the branch was at. */
interface LostRace {
  readonly lost: string;
  readonly base: string | undefined;
}

/** One try, on top of the branch as it is now. */
async function attemptPublish(
  publication: Publication,
  clone: CloneWork,
  identityOnce: () => Promise<Identity>,
): Promise<Published | LostRace> {
  const { repo, branch } = publication;
  const base = await readBase(clone.git, repo, branch);
  const contents = await publication.contents(new Branch(clone, { repo, branch }, base));
  refuseUnsafePaths(contents.files.keys());
  const files = new Map([...contents.files].map(([path, content]) => [path, Buffer.from(content)]));
  const plan = planPublish(files, base.tree, base.manifest);
  const { appendOnly = () => false, overwrite = () => false } = contents;
  await refuseLosses({ ...clone, base, plan, files, appendOnly, overwrite });
  const { changes } = plan;
  const isSame = changes.length === 0 && manifestText(base.manifest) === manifestText(hashesOf(files));
  const images = (await contents.images?.(base.imageTags)) ?? [];
  const there = isSame ? base.commit : undefined;
  if (there !== undefined && images.length === 0)
    return pushAll(clone, { repo, branch }, { commit: there, changed: [], unchanged: true, gitTags: [] }, there);
  const identity = await identityOnce();
  const making = { ...clone, base, files, identity };
  const commit = there ?? (await makeCommit({ ...making, changes, message: contents.message(changes) }));
  const gitTags = await makeImageTags({ ...making, commit }, images);
  const done = { commit, changed: changes.map(({ path }) => path), unchanged: commit === base.commit, gitTags };
  return pushAll(clone, { repo, branch }, done, base.commit);
}

type Made = Omit<Published, 'pushed' | 'proposal' | 'tagsRefused'>;

/** Pushes what was made, tags with it; to a branch of its own if the server refuses. */
async function pushAll(
  { git: options }: CloneWork,
  place: Place,
  made: Made,
  base: string | undefined,
): Promise<Published | LostRace> {
  const commit = made.unchanged ? undefined : made.commit;
  const tags = made.gitTags;
  if (commit === undefined && tags.length === 0) return settled(options, place, { ...made, pushed: false });
  const all = await push(options, { ...place, commit, tags });
  if (all.outcome === 'lost-race') return { lost: all.why, base };
  if (all.outcome === 'pushed') return settled(options, place, { ...made, pushed: true });
  const untagged = { ...made, gitTags: [] };
  if (commit === undefined) return settled(options, place, { ...untagged, pushed: false, tagsRefused: shown(all.why) });
  if (/checked out/.test(all.why)) throw checkedOut(place.branch, all.why);
  const alone = tags.length === 0 ? all : await push(options, { ...place, commit, tags: [] });
  if (alone.outcome === 'lost-race') return { lost: alone.why, base };
  if (alone.outcome === 'pushed')
    return settled(options, place, { ...untagged, pushed: true, tagsRefused: shown(all.why) });
  const proposal = await propose(options, place, { commit, base, why: alone.why });
  return { ...untagged, commit: proposal.commit, pushed: false, proposal };
}

/** The answer for a branch that now holds what was made. */
async function settled(options: GitOptions, place: Place, published: Published): Promise<Published> {
  await remember(options, place, published.commit);
  await packNowAndThen(options);
  return published;
}

/** What was made for earlier commits lies about one by one until git packs it. What is published is so, packed or not. */
async function packNowAndThen(options: GitOptions): Promise<void> {
  const args = ['-c', 'gc.auto=2000', '-c', 'gc.autoDetach=false', 'gc', '--auto', '--quiet'];
  await tryGit(options, { args }).catch((error: unknown) => {
    if (!(error instanceof Refusal)) throw error;
  });
}

function checkedOut(branch: string, why: string): Refusal {
  const message = shown(`the config repo refused the push to ${branch}: ${why}`);
  const hint = 'publish to a bare repository, or to a branch that is not checked out there';
  return new Refusal({ code: 'push-refused', message, hint });
}

function standsStill(branch: string, why: string): Refusal {
  const message = shown(`the config repo cannot be written, though nobody has pushed to ${branch}: ${why}`);
  const hint = 'a git that was killed may have left a file that ends in .lock there: remove it if no git runs';
  return new Refusal({ code: 'push-refused', message, hint });
}

function lostRaces(branch: string): Refusal {
  const message = `others pushed to ${branch} first, ${ATTEMPTS} times in a row`;
  return new Refusal({ code: 'push-race', message, hint: 'try again: rolebake publish' });
}
