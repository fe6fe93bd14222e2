import type { Profile, Role } from '../catalog/model.ts';
import { PINNED, type Pin, type PinKind } from '../catalog/resources/bindings.ts';
import type { Tool } from '../catalog/resources/tools.ts';
import type { Place } from '../problem/problem.ts';

/** Somebody else's code that a profile is bound to, at the one version that the profile names. */
export interface Pinned {
  readonly kind: PinKind;
  /** As the catalog writes it: `puppetlabs/stdlib`, `apt`. */
  readonly name: string;
  readonly pin: Pin;
  /** Where a profile says so; absent where the catalog is not at hand. */
  readonly place?: () => Place;
}

/** What the lock and a bake key call it: `module puppetlabs/stdlib`. */
export const pinKey = ({ kind, name }: Pick<Pinned, 'kind' | 'name'>): string => `${kind} ${name}`;

/** Where a problem of a pin is, as part of that problem. */
export const placeOf = ({ place }: Pinned): { readonly place?: Place } => (place ? { place: place() } : {});

/** The version that is meant, for people: `9.6.0`, `v1.2 of https://git.example/app`. */
export const pinText = (pin: Pin): string => ('version' in pin ? pin.version : `${pin.ref} of ${pin.git}`);

/** The profiles that a role is composed of. */
export const profilesOf = (role: Role): Profile[] => role.profiles.map(({ profile }) => profile);

/** What these profiles are bound to for a tool, once each, by name. That they agree on versions is checked before. */
export function pinsOf(profiles: readonly Profile[], tool: Tool): Pinned[] {
  const { kind, key } = PINNED[tool];
  const pins = profiles.flatMap((profile) =>
    [...profile.bindings[key]].map(([name, pin]): [string, Pinned] => {
      const place = () => profile.file.placeOfKey(['bindings', tool, key, name]);
      return [name, { kind, name, pin, place }];
    }),
  );
  return [...new Map(pins).values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}
