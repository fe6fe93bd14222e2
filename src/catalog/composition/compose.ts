import type { RoleFile } from '../role-types.gen.ts';
import { type Layer, said } from './layer.ts';
import { type ResolvedProfile, resolveProfiles } from './resolve.ts';
import { APPLICATION, SECTIONS, withSections } from './sections.ts';
import { type Cell, settle } from './settle.ts';

/** A role with all that it extends, as if one file said it. */
export interface Composed {
  readonly layer: Layer;
  /** The role's own data, with the application, logs, flags and endpoints of all layers. */
  readonly data: RoleFile;
  readonly profiles: readonly ResolvedProfile[];
  /** All that is said, by subject. */
  readonly cells: ReadonlyMap<string, readonly Cell[]>;
}

/** Composes a role. */
export function compose(layer: Layer): Composed {
  const profiles = resolveProfiles(layer);
  const cells = new Map(profiles.map(({ profile, cells: own }) => [profile.name, own]));
  const sections: [string, object][] = [];
  for (const section of SECTIONS) {
    const own = settle(said(layer, `.${section}`).flat());
    if (own.length === 0) continue;
    cells.set(`.${section}`, own);
    sections.push([section, Object.fromEntries(own.map(({ path, holds }) => [path[0] ?? '', holds[0]?.value]))]);
  }
  const application = settle(said(layer, APPLICATION).flat());
  if (application.length > 0) cells.set(APPLICATION, application);
  const name = application[0]?.holds[0]?.value;
  const data = withSections(layer.data, Object.fromEntries(sections));
  return { layer, data: typeof name === 'string' ? { ...data, application: name } : data, profiles, cells };
}
