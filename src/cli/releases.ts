import { suggest } from '../catalog/nearest.ts';
import type { Release } from '../catalog/releases/release.ts';
import type { Ledger, TagRecord } from '../ledger/ledger.ts';
import { headsFor } from '../ledger/provider-of.ts';
import { componentOf } from '../ledger/tag.ts';
import type { Provider } from '../machines/provider.ts';
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

/**
 * The tag of a release that a person names: `shop@17`, `shop` for the newest whose images the provider has, or the same
 * with `release/` before.
 */
export async function releaseTag(ledger: Ledger, text: string, provider?: Provider): Promise<TagRecord> {
  const short = text.replace(/^release\//, '');
  const name = `release/${short}`;
  if (short.includes('/'))
    throw new Refusal({
      code: 'invalid-tag',
      message: `${text} is no release`,
      hint: 'shop@17, or shop for the newest',
    });
  await refuseUncut(ledger, short.replace(/@.*/s, ''));
  const own = provider && headsFor(await ledger.view(), provider).find(({ tag }) => componentOf(tag) === name);
  return own ?? (await tagNamed(ledger, name));
}

/** Nothing of a release can be started before its first tag. */
async function refuseUncut(ledger: Ledger, name: string): Promise<void> {
  const cut = (await ledger.components()).flatMap((component) => /^release\/(.+)$/.exec(component)?.[1] ?? []);
  if (cut.includes(name)) return;
  const near = suggest(name, cut);
  const hint = near.startsWith('did you mean') ? near : `rolebake release cut ${name}`;
  throw new Refusal({ code: 'unknown-tag', message: `release/${name} has no tag yet`, hint });
}
