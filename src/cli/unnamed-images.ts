import type { Journal } from '../engine/journal.ts';
import type { Ec2Images, TagClaims } from '../machines/ec2/images/ec2-images.ts';
import type { OwnImage } from '../machines/ec2/images/image.ts';
import type { Session } from './session.ts';

/** Images at AWS that no tag of the ledger names and no bake is making. */
export const unnamedImages = (session: Session, journal: Journal, images: Ec2Images): Promise<OwnImage[]> =>
  images.unnamed(() => claimsOf(session, journal));

/** The journal before the ledger: a bake that ends in between has its tag. */
async function claimsOf(session: Session, journal: Journal): Promise<TagClaims> {
  const underWay = journal.jobs('running').map(({ id }) => id);
  const view = await (await session.ledger()).view();
  const named = view.tags().flatMap(({ entry }) => Object.values(entry.references?.['ec2'] ?? {}));
  return { named: new Set(named), underWay: new Set(underWay) };
}
