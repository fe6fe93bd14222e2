import type { Catalog, Role } from '../catalog/model.ts';
import { type Tool, toolsOf } from '../catalog/resources/tools.ts';
import { chefBase, chefRole } from './chef/tree.ts';
import { puppetBase, puppetRole } from './puppet/tree.ts';

/** What the files of a role may depend on besides the role: no other role, so that each can be compiled alone. */
export type About = Pick<Catalog, 'name' | 'os' | 'maintainer' | 'maintainerEmail' | 'source'>;

/** What all other files may depend on. */
export type Base = About & Pick<Catalog, 'profiles'>;

/** Files as path to contents. */
export type Files = [path: string, text: string][];

/** What the profiles compile to, and what is there whatever the roles are; for both tools. */
export const baseFiles = (base: Base): Files => [
  ...under('puppet', puppetBase(madeFor(base, 'puppet'))),
  ...under('chef', chefBase(madeFor(base, 'chef'))),
];

/** The profiles that a tool knows. */
const madeFor = (base: Base, tool: Tool): Base => ({
  ...base,
  profiles: base.profiles.filter(({ tools }) => tools.includes(tool)),
});

/** What one role compiles to, for the tools that know all of its profiles. */
export function roleFiles(about: About, role: Role): Files {
  const tools = toolsOf(role.profiles);
  return [
    ...(tools.includes('puppet') ? under('puppet', puppetRole(role)) : []),
    ...(tools.includes('chef') ? under('chef', chefRole(about, role)) : []),
  ];
}

const under = (target: Tool, files: Files): Files => files.map(([path, text]) => [`${target}/${path}`, text]);
