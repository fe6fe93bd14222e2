import type { Catalog } from '../catalog/model.ts';
import { TOOLS } from '../catalog/resources/tools.ts';
import { type Pinned, pinsOf } from '../pins/pinned.ts';

/** All that profiles of roles are bound to, for either tool. */
export const pinsInCatalog = ({ profiles }: Pick<Catalog, 'profiles'>): Pinned[] =>
  TOOLS.flatMap((tool) => pinsOf(profiles, tool));

/** Where a profile pins it: `catalog/profiles/database.yaml:6`. */
export function pathOf({ place }: Pinned): string {
  const at = place?.();
  return at === undefined ? '' : `${at.file}:${at.line}`;
}
