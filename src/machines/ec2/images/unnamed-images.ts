import type { OwnImage } from './image.ts';

/** What tells whether somebody may need an image that no tag names. */
export interface ImageClaims {
  /** The AMIs that tags name. */
  readonly named: ReadonlySet<string>;
  /** The jobs that are under way here. */
  readonly underWay: ReadonlySet<string>;
  /** The state folder. */
  readonly owner: string;
  /** ISO 8601; a younger image of another state folder may be of a bake that is under way there. */
  readonly before: string;
}

/** Images of ours that no tag names, nor a copy of theirs, and that no bake is making. Pure. */
export function unnamedImages(images: readonly OwnImage[], claims: ImageClaims): OwnImage[] {
  const wanted = new Set(images.filter(({ ami }) => claims.named.has(ami)).map(({ run }) => run));
  const isFree = ({ run, owner, createdAt }: OwnImage) =>
    owner === claims.owner ? !claims.underWay.has(run) : createdAt < claims.before;
  return images.filter((image) => !wanted.has(image.run) && isFree(image));
}
