import type { Catalog, Role } from '../../catalog/model.ts';
import type { Generated } from '../compile.ts';
import { code, page, plain, section, table } from './markdown.ts';
import { picture } from './picture.ts';
import { profilePage } from './profile-page.ts';
import { rolePage } from './role-page.ts';

/** A reference of the catalog in Markdown, by path: README.md, a page for each role and each profile. Pure. */
export function reference(catalog: Catalog): Generated {
  const library = new Set(catalog.library);
  return new Map([
    ['README.md', indexPage(catalog)],
    ...catalog.library.map((profile): [string, string] => [
      `profiles/${profile.name}.md`,
      profilePage(profile, catalog),
    ]),
    ...[...catalog.roles, ...catalog.traits].map((role): [string, string] => [
      `roles/${role.name}.md`,
      rolePage(role, library),
    ]),
  ]);
}

const indexPage = (catalog: Catalog): string =>
  page(
    catalog.name,
    `Roles on ${code(catalog.os)}, by ${plain(catalog.maintainer)} (${code(catalog.maintainerEmail)}).`,
    picture(catalog.roles),
    section('Roles', table(['role', 'what it is for', 'application', 'serves'], catalog.roles.map(roleRow))),
    section('Traits', table(['trait', 'what it is for', 'application', 'serves'], catalog.traits.map(roleRow))),
    section('Profiles', profilesText(catalog)),
  );

const roleRow = ({ name, summary, application, serves }: Role): string[] => [
  `[${code(name)}](roles/${name}.md)`,
  plain(summary),
  application === undefined ? '' : code(application),
  serves.map((one) => `${one.name} ${one.port}`).join(', '),
];

function profilesText({ library, roles }: Catalog): string {
  const users = Map.groupBy(
    roles.flatMap(({ profiles }) => profiles.map(({ profile }) => profile)),
    (profile) => profile,
  );
  const rows = library.map((profile) => [
    `[${code(profile.name)}](profiles/${profile.name}.md)`,
    plain(profile.summary),
    String(users.get(profile)?.length ?? 0),
  ]);
  return table(['profile', 'what it does', 'roles'], rows);
}
