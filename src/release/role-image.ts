import { contractOf, type ImageContract } from '../bake/image-contract.ts';
import type { References } from '../ledger/entry.ts';
import type { TagRecord } from '../ledger/ledger.ts';
import { type Digest, parseDigest } from '../naming/digest.ts';
import { Refusal } from '../problem/problem.ts';

/** An image that a machine can be launched from. */
export interface RoleImage {
  /** As it is shown: its tag, or the job that has made it. */
  readonly name: string;
  readonly role: string;
  /** The job that has made it, which is in its tag. */
  readonly job: string;
  readonly digest: Digest;
  /** What its provider calls it, where the digest does not say that. */
  readonly references?: References;
  readonly contract: ImageContract;
}

/** The image of a role's tag; refuses with `usage` for any other tag. */
export function imageOfTag({ tag, entry }: TagRecord): RoleImage {
  if (entry.stream !== 'role')
    throw new Refusal({ code: 'usage', message: `${tag} is not an image of a role`, hint: 'rolebake tags role' });
  return {
    name: tag,
    role: entry.name,
    job: entry.job,
    digest: parseDigest(entry.digest),
    contract: contractOf(entry.details),
    ...(entry.references === undefined ? {} : { references: entry.references }),
  };
}
