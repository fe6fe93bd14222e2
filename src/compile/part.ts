import type { Catalog, Role } from '../catalog/model.ts';
import { chefBase, chefRole } from './chef/tree.ts';
import { puppetBase, puppetRole } from './puppet/tree.ts';

/** What the files of a role may depend on besides the role: no other role, so that each can be compiled alone. */
export type About = Pick<Catalog, 'name' | 'os' | 'maintainer' | 'maintainerEmail'>;

/** What all other files may depend on. */
export type Base = About & Pick<Catalog, 'profiles'>;

/** Files as path to contents. */
export type Files = [path: string, text: string][];

/** What the profiles compile to, and what is there whatever the roles are; for both tools. */
export const baseFiles = (base: Base): Files => [
  ...under('puppet', puppetBase(base)),
  ...under('chef', chefBase(base)),
];

/** What one role compiles to, for both tools. */
export const roleFiles = (about: About, role: Role): Files => [
  ...under('puppet', puppetRole(role)),
  ...under('chef', chefRole(about, role)),
];

const under = (target: 'puppet' | 'chef', files: Files): Files =>
  files.map(([path, text]) => [`${target}/${path}`, text]);
