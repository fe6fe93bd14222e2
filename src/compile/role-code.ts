import type { Catalog, Profile, Role } from '../catalog/model.ts';
import { chefProfileFiles, chefRole, chefShared } from './chef/tree.ts';
import type { Target } from './compile.ts';
import type { About, Base, Files } from './part.ts';
import { puppetProfileFiles, puppetRole, puppetShared } from './puppet/tree.ts';

/** Whose a generated file is. */
export type Owner = `profile ${string}` | `role ${string}` | 'shared code';

/** The files that a converger reads for one role, by whose they are; paths as the tool wants them. */
export type RoleCode = ReadonlyMap<Owner, Files>;

/** How each tool is written for. */
const WRITERS: Readonly<Record<Target, Writer>> = {
  puppet: {
    shared: puppetShared,
    profile: (_, profile) => puppetProfileFiles(profile),
    role: (_, role) => puppetRole(role),
  },
  chef: { shared: chefShared, profile: chefProfileFiles, role: (about, role) => chefRole(about, role) },
};

interface Writer {
  readonly shared: (base: Base) => Files;
  readonly profile: (about: About, profile: Profile) => Files;
  readonly role: (about: About, role: Role) => Files;
}

/** Tests of generated code: no converger reads them. */
const PROOFS = /(^|\/)(spec|test)\/|(^|\/)(\.rspec|kitchen\.yml)$/;

const withoutProofs = (files: Files): Files => files.filter(([path]) => !PROOFS.test(path));

/** What one role is converged with: its own code, that of its profiles, and what they share. */
export function roleCode(catalog: Catalog, role: Role, target: Target): RoleCode {
  const writer = WRITERS[target];
  const profiles = role.profiles.map(({ profile }) => profile);
  return new Map<Owner, Files>([
    ['shared code', withoutProofs(writer.shared({ ...catalog, profiles }))],
    ...profiles.map((profile): [Owner, Files] => [`profile ${profile.name}`, profileCode(catalog, profile, target)]),
    [`role ${role.name}`, withoutProofs(writer.role(catalog, role))],
  ]);
}

/** Roles share profiles: the code of each is written once. */
const written = new WeakMap<Profile, Map<Target, Files>>();

function profileCode(about: About, profile: Profile, target: Target): Files {
  const known = written.get(profile) ?? new Map<Target, Files>();
  written.set(profile, known);
  const files = known.get(target) ?? withoutProofs(WRITERS[target].profile(about, profile));
  known.set(target, files);
  return files;
}
