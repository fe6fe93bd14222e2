import type { Catalog, Profile, Role } from '../catalog/model.ts';
import { chefProfileFiles, chefRole } from './chef/tree.ts';
import { puppetCommon, puppetProfileFiles, puppetRole } from './puppet/tree.ts';

/**
 * All that the files of a role or a profile may depend on besides itself. No file depends on several roles: so a role
 * that has not changed need not be compiled again.
 */
export type About = Pick<Catalog, 'name' | 'os' | 'maintainer' | 'maintainerEmail'>;

/** Files as path to contents. */
export type Files = [path: string, text: string][];

/** What is there whatever the roles are, for both tools. */
export const commonFiles = (about: About): Files => under('puppet', puppetCommon(about));

/** What one profile compiles to, for both tools. */
export const profileFiles = (about: About, profile: Profile): Files => [
  ...under('puppet', puppetProfileFiles(profile)),
  ...under('chef', chefProfileFiles(about, profile)),
];

/** What one role compiles to, for both tools. */
export const roleFiles = (about: About, role: Role): Files => [
  ...under('puppet', puppetRole(role)),
  ...under('chef', chefRole(about, role)),
];

const under = (target: 'puppet' | 'chef', files: Files): Files =>
  files.map(([path, text]) => [`${target}/${path}`, text]);
