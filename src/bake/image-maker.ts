import type { References } from '../ledger/entry.ts';
import type { Baking } from './steps/baking.ts';

/** An image that a bake has made, of which no ledger knows yet. */
export interface MadeImage {
  /** Of what the image holds. */
  readonly digest: string;
  /** Under what it is known to the provider; left out where the digest says it. */
  readonly references?: References;
  /** What the ledger keeps of it besides. */
  readonly details?: Readonly<Record<string, unknown>>;
}

/** What of a bake depends on who has the machines; all else is done over ssh. Each act may be done twice. */
export interface ImageMaker {
  /** Launches the bake's parent as its machine, which then has the converger at /run/rolebake/converger. */
  launchParent(baking: Baking): Promise<void>;
  /** Keeps what the machine's apt has made of the package lists that were lent to it, for the next one. */
  keepDigestedLists(baking: Baking): Promise<void>;
  /** The step of `capture` that ends it; it has a result. */
  readonly lastStep: string;
  /** Stops the machine, which is what the role says by now, and makes an image of it, in steps of its own. */
  capture(baking: Baking): Promise<MadeImage>;
  /** Launches the image as the bake's second machine: without any converger, without a way out, with these flags. */
  launchImage(baking: Baking, image: MadeImage, flags: Readonly<Record<string, string>>): Promise<void>;
  /** Takes back what was made of an image that gets no tag, except what is kept for a look. */
  discard(baking: Baking): Promise<void>;
}
