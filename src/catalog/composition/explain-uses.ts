import type { Place } from '../../problem/problem.ts';
import type { Profile, Role } from '../model.ts';
import type { Layer } from './layer.ts';
import { usesOf } from './statements.ts';

/** A profile that a role has, and the places that bring it; none where it comes with the logs. */
export interface ExplainedUse {
  readonly profile: string;
  readonly from: readonly Place[];
}

/** Explains why a role has each of its profiles, in the order in which they apply. Pure. */
export const explainUses = ({ profiles, layer }: Role): ExplainedUse[] =>
  profiles.map(({ profile: { name } }) => ({
    profile: name,
    from: [
      ...layer.lineage.flatMap((one) => byLayer(one, name)),
      ...layer.profiles.flatMap((one) => byProfile(one, name)),
    ],
  }));

const byLayer = ({ data, file }: Layer, name: string): Place[] =>
  usesOf(data.uses ?? []).flatMap(({ profile, steps }) => (profile === name ? [file.placeOfKey(steps)] : []));

const byProfile = ({ uses, file }: Profile, name: string): Place[] =>
  uses.flatMap((used, index) => (used === name ? [file.placeOf(['uses', index])] : []));
