import type { Effects } from '../host/effects.ts';
import { canonicalJson } from '../ledger/canonical.ts';
import type { Ledger, TagRecord } from '../ledger/ledger.ts';
import type { FoundImage } from '../machines/ec2/images/parent-image.ts';
import { digestOf } from '../naming/digest.ts';
import { oneAtATime } from './one-at-a-time.ts';
import { refuseRepeated } from './repeated.ts';

interface Place {
  readonly ledger: Ledger;
  readonly who: string;
  /** Whether to tag what a revoked tag holds already. */
  readonly revokedToo?: boolean;
}

/**
 * Records an AMI that others made as the next tag of an operating system; what is the newest of AWS's already keeps its
 * tag. Nobody can see what it holds without a machine: its digest is that of what AWS says of it.
 */
export function tagPublicImage(
  os: string,
  image: FoundImage,
  place: Place,
  effects: Pick<Effects, 'randomBytes'>,
): Promise<Tagged> {
  return oneAtATime(place.ledger, 'os', () => tagImage(os, image, place, effects));
}

interface Tagged {
  readonly record: TagRecord;
  readonly isNew: boolean;
}

async function tagImage(
  os: string,
  image: FoundImage,
  { ledger, who, revokedToo }: Place,
  effects: Pick<Effects, 'randomBytes'>,
): Promise<Tagged> {
  const { region, ami, name, owner, createdAt } = image;
  const digest = digestOf(canonicalJson({ region, ami, name, owner, createdAt }));
  const newest = (await ledger.tags({ stream: 'os', name: os, revoked: false })).findLast(
    ({ entry }) => entry.references?.['ec2'] !== undefined,
  );
  if (newest?.entry.digest === digest) return { record: newest, isNew: false };
  if (!revokedToo) await refuseRepeated(ledger, 'os', os, digest);
  const entry = await ledger.append({
    ...{ kind: 'tag', stream: 'os', name: os, digest, parents: [], who },
    details: { image: name, owner, created_at: createdAt, source_date_epoch: Math.floor(Date.parse(createdAt) / 1000) },
    references: { ec2: { [region]: ami } },
    job: effects.randomBytes(8).toString('hex'),
  });
  return { record: await ledger.show(`os/${os}@${entry.number}`), isNew: true };
}
