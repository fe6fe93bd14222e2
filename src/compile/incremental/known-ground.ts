import { deserialize, serialize } from 'node:v8';
import type { CatalogFile } from '../../catalog/catalog-types.gen.ts';
import type { CatalogFiles } from '../../catalog/files.ts';
import type { Catalog, Profile, Profiles } from '../../catalog/model.ts';
import { SourceFile } from '../../catalog/source/source-file.ts';
import type { InputTable } from './input-table.ts';
import { encodeSections, type Sections } from './sections.ts';

/** What roles are made of, as a compile found it right. */
export interface KnownGround {
  readonly settings: CatalogFile;
  readonly profiles: Profiles;
  /** What was in the files of traits, by their paths: an edit of a role does not parse all that it extends. */
  readonly traits: ReadonlyMap<string, KnownTrait>;
}

interface KnownTrait {
  /** Of the file. */
  readonly hash: string;
  readonly data: () => unknown;
}

/** What a catalog's roles are made of. */
export function groundIn({ settings, known, traits }: Catalog, shownAs: string, inputs: InputTable): KnownGround {
  const paths = traits.map(({ file }): [string, KnownTrait] => {
    const path = file.path.slice(shownAs.length);
    return [path, { hash: inputs.hash(inputs.find(path)), data: () => file.data }];
  });
  return { settings, profiles: known, traits: new Map(paths) };
}

/** The files with what is known of them. */
export function withKnown(files: CatalogFiles, inputs: InputTable, { traits }: KnownGround): CatalogFiles {
  const known = new Map<string, unknown>();
  for (const path of files.texts.keys()) {
    const trait = traits.get(path);
    if (trait?.hash === inputs.hash(inputs.find(path))) known.set(path, trait.data());
  }
  return { ...files, known };
}

interface Head {
  readonly settings: CatalogFile;
  readonly names: readonly string[];
  readonly hashes: readonly (readonly [path: string, hash: string])[];
}

export function encodeGround({ settings, profiles, traits }: KnownGround): Buffer {
  const names = [...profiles.keys()];
  const head: Head = { settings, names, hashes: Array.from(traits, ([path, { hash }]) => [path, hash]) };
  return encodeSections(head, {
    ...Object.fromEntries(names.map((name) => [name, encodeProfile(profiles.get(name))])),
    ...Object.fromEntries(Array.from(traits, ([path, { data }]) => [path, serialize(data())])),
  });
}

export function decodeGround({ head, bytes }: Sections): KnownGround {
  const { settings, names, hashes } = head as Head;
  const traits = hashes.map(([path, hash]): [string, KnownTrait] => [
    path,
    { hash, data: () => deserialize(bytes(path)) },
  ]);
  const profiles = new LateProfiles(names, (name) => decodeProfile(bytes(name)));
  return { settings, profiles, traits: new Map(traits) };
}

/** All of a profile is plain data but its file. */
function encodeProfile(profile: Profile | undefined): Buffer {
  if (!profile) throw new Error('a profile has a name, but is not there');
  const { file, ...plain } = profile;
  return serialize({ path: file.path, text: file.text, plain });
}

function decodeProfile(bytes: Buffer): Profile {
  const { path, text, plain } = deserialize(bytes) as { path: string; text: string; plain: Omit<Profile, 'file'> };
  return { ...plain, file: new SourceFile(path, text) };
}

/** Profiles of which each is made when it is first asked for: a role uses few of them. */
class LateProfiles implements Profiles {
  readonly #profiles: Map<string, Profile | undefined>;
  readonly #make: (name: string) => Profile;

  constructor(names: readonly string[], make: (name: string) => Profile) {
    this.#profiles = new Map(names.map((name) => [name, undefined]));
    this.#make = make;
  }

  keys(): MapIterator<string> {
    return this.#profiles.keys();
  }

  get(name: string): Profile | undefined {
    if (!this.#profiles.has(name)) return undefined;
    const profile = this.#profiles.get(name) ?? this.#make(name);
    this.#profiles.set(name, profile);
    return profile;
  }
}
