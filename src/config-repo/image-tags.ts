import type { Base } from './base.ts';
import { commitAlone } from './commit.ts';
import { type GitOptions, git } from './git.ts';
import type { Identity } from './identity.ts';
import { blobOid } from './plan.ts';

/** An image that is to have a git tag. */
export interface ImageTag {
  /** `role/web/42` */
  readonly name: string;
  readonly message: string;
  /** The code that it was baked from, by path in the config repo. */
  readonly code: ReadonlyMap<string, string>;
  /** Whether a path of the code says something of this image alone; what all images share may say more elsewhere. */
  readonly isOwn: (path: string) => boolean;
}

/** What git tags are made with. */
export interface TaggingPlace {
  readonly git: GitOptions;
  readonly base: Base;
  /** What the branch holds from now on, at which commit. */
  readonly commit: string;
  readonly files: ReadonlyMap<string, Buffer>;
  readonly identity: Identity;
  readonly scratch: string;
}

/**
 * Makes the git tags of images in the clone; gives their names. Each is on a commit whose tree holds the code of that
 * image: the new one, the one before, or, where neither does, one beside the branch that holds nothing else.
 */
export async function makeImageTags(place: TaggingPlace, images: readonly ImageTag[]): Promise<string[]> {
  for (const image of images) {
    const { git: options, identity } = place;
    const kind = identity.signTags ? '--sign' : '--annotate';
    const args = ['tag', '--force', kind, '--cleanup=verbatim', '--file=-', image.name, await commitOf(place, image)];
    await git(options, { args, env: identity.env, input: image.message });
  }
  return images.map(({ name }) => name);
}

async function commitOf(place: TaggingPlace, image: ImageTag): Promise<string> {
  const { base, files } = place;
  const own = [...image.code].filter(([path]) => image.isOwn(path));
  if (own.every(([path, text]) => files.get(path)?.equals(Buffer.from(text)))) return place.commit;
  const oidOf = (text: string) => blobOid(Buffer.from(text));
  if (base.commit !== undefined && own.every(([path, text]) => base.tree.get(path)?.oid === oidOf(text)))
    return base.commit;
  const code = new Map([...image.code].map(([path, text]) => [path, Buffer.from(text)]));
  const message = `The code of ${image.name} alone\n`;
  return commitAlone(place.git, { ...place, files: code, message, parent: base.commit });
}
