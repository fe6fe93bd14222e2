import { suggest } from '../catalog/nearest.ts';
import type { Release } from '../catalog/releases/release.ts';
import type { Ledger, TagRecord } from '../ledger/ledger.ts';
import { Refusal } from '../problem/problem.ts';
import type { Session } from './session.ts';
import { tagNamed } from './tag-named.ts';

/** A release of the catalog by its name. */
export async function releaseNamed(session: Session, name: string): Promise<Release> {
  const { releases } = await session.catalog();
  const found = releases.find((release) => release.name === name);
  if (found) return found;
  const hint =
    releases.length === 0
      ? `write catalog/releases/${name}.yaml`
      : suggest(
          name,
          releases.map((one) => one.name),
        );
  throw new Refusal({ code: 'unknown-release', message: `the catalog has no release ${name}`, hint });
}

/** The tag of a release that a person names: `shop@17`, `shop` for the newest, or the same with `release/` before. */
export const releaseTag = (ledger: Ledger, text: string): Promise<TagRecord> =>
  tagNamed(ledger, text.startsWith('release/') ? text : `release/${text}`);
