import type { Profile, Role } from '../../catalog/model.ts';
import { chefProfileCookbook, chefRoleCookbook, dnsLabel } from '../../naming/names.ts';
import { commentText, encoded } from '../encode/code.ts';
import { rubyString } from '../encode/ruby.ts';
import { lower } from '../lower.ts';
import { type Mark, unmarked } from '../marks.ts';
import type { About, Base, Files } from '../part.ts';
import { chefspec, chefspecHelper } from '../proofs/chefspec.ts';
import { inspec } from '../proofs/inspec.ts';
import { kitchen } from '../proofs/kitchen.ts';
import { render } from '../render.ts';
import { foreignCookbooks, policyfilePins } from './bindings.ts';
import { attribute, chefProfile } from './profile.ts';

/** What a Chef repo holds beside the roles. */
export const chefBase = (catalog: Base): Files => [
  ...chefShared(),
  ...catalog.profiles.flatMap((profile) => chefProfileFiles(catalog, profile)),
];

/** What it holds of one profile. */
export const chefProfileFiles = (catalog: About, profile: Profile): Files => [
  profileMetadata(catalog, profile),
  ...chefProfile(lower(profile)),
];

/** What it holds for profiles and roles together. */
export const chefShared = (): Files => [kitchen(), ...chefspecHelper()];

/** What it holds of one role: its cookbook, a Policyfile and a role file. */
export function chefRole(catalog: About, role: Role, mark: Mark = unmarked): Files {
  const cookbook = chefRoleCookbook(role.name);
  const profiles = role.profiles.map(({ profile }) => chefProfileCookbook(profile.name));
  const source = commentText(role.file.path);
  const names = role.profiles.map(({ profile: { name } }) => ({
    cookbook: mark(rubyString(chefProfileCookbook(name)), 'uses', name),
  }));
  const files: [string, string][] = [
    [`cookbooks/${cookbook}/metadata.rb`, metadata(catalog, role.file.path, cookbook, role.summary, profiles)],
    [
      `cookbooks/${cookbook}/recipes/default.rb`,
      render('chef/role-recipe.rb', { source, summary: mark(commentText(role.summary), 'summary'), profiles: names }),
    ],
    [`policyfiles/${role.name}.rb`, policyfile(role, [cookbook, ...profiles])],
    [`roles/${role.name}.json`, roleJson(role, cookbook)],
    chefspec(role, mark),
    ...inspec(catalog, role),
  ];
  const attributes = roleAttributes(role, mark);
  if (attributes.length > 0)
    files.push([`cookbooks/${cookbook}/attributes/default.rb`, render('chef/attributes.rb', { source, attributes })]);
  return files;
}

const roleAttributes = (role: Role, mark: Mark) =>
  role.profiles.flatMap(({ profile, values }) =>
    Object.entries(values).map(([name, value]) => ({
      line: mark(attribute(chefProfileCookbook(profile.name), name, value), 'uses', profile.name, name),
    })),
  );

function policyfile(role: Role, cookbooks: readonly string[]): string {
  return render('chef/policyfile.rb', {
    source: commentText(role.file.path),
    name: rubyString(dnsLabel(role.name)),
    recipe: rubyString(`${chefRoleCookbook(role.name)}::default`),
    pins: policyfilePins(role.profiles),
    cookbooks: cookbooks.map((name) => ({ name: rubyString(name), path: rubyString(`../cookbooks/${name}`) })),
  });
}

/** For those who still use roles; the values are in the role cookbook, so this is a run list only. */
function roleJson(role: Role, cookbook: string): string {
  const data = { name: role.name, description: role.summary, run_list: [`recipe[${cookbook}]`] };
  return `${JSON.stringify(data, null, 2)}\n`;
}

function profileMetadata(catalog: About, profile: Profile): [string, string] {
  const cookbook = chefProfileCookbook(profile.name);
  return [
    `cookbooks/${cookbook}/metadata.rb`,
    metadata(catalog, profile.file.path, cookbook, profile.summary, foreignCookbooks(profile)),
  ];
}

function metadata(
  catalog: About,
  source: string,
  cookbook: string,
  summary: string,
  depends: readonly string[],
): string {
  return render('chef/metadata.rb', {
    source: commentText(source),
    name: rubyString(cookbook),
    maintainer: rubyString(catalog.maintainer),
    email: rubyString(catalog.maintainerEmail),
    url: catalog.source === undefined ? encoded('') : rubyString(catalog.source),
    description: rubyString(summary),
    depends: depends.map((name) => ({ cookbook: rubyString(name) })),
  });
}
