import type { Problem } from '../problem/problem.ts';
import type { CatalogFiles } from './files.ts';
import { type Ground, readGround, sources } from './ground.ts';
import type { Catalog, Checked, Profile, Role } from './model.ts';
import { readReleases } from './releases/read.ts';
import type { KnownRoles } from './releases/release.ts';
import { twinProblems } from './role-twins.ts';
import { readRoles } from './roles.ts';

/** Checks a whole catalog. `platform` holds the profiles that come with rolebake. Pure. */
export function loadCatalog(files: CatalogFiles, platform: CatalogFiles): Checked<Catalog> {
  const problems: Problem[] = [...files.problems];
  const ground = readGround(files, platform, problems);
  const all = rolesOn(ground, files, problems);
  const roles = all.filter((role) => !role.isAbstract);
  problems.push(...twinProblems(all));
  const releases = readReleases(sources(files, 'releases'), knownRoles(files, all), problems);
  if (problems.length > 0) return { ok: false, problems: sorted(problems) };
  const used = new Set(roles.flatMap((role) => role.profiles.map((use) => use.profile)));
  return {
    ok: true,
    value: {
      ...aboutOf(ground),
      profiles: [...used].sort(byName),
      library: [...ground.own.values()].sort(byName),
      known: ground.profiles,
      roles,
      traits: all.filter((role) => role.isAbstract),
      releases,
    },
  };
}

/** Checks roles whose ground is right, each by itself. Among `files` are theirs, and those of all that they extend. */
export function loadRoles(files: CatalogFiles, ground: Ground): Checked<readonly Role[]> {
  const problems: Problem[] = [...files.problems];
  const roles = rolesOn(ground, files, problems);
  return problems.length > 0 ? { ok: false, problems } : { ok: true, value: roles.filter((role) => !role.isAbstract) };
}

const rolesOn = (ground: Ground, files: CatalogFiles, problems: Problem[]): Role[] =>
  readRoles(sources(files, 'roles'), { ...ground, os: ground.settings.os }, problems);

/** What the settings of a catalog say. */
export const aboutOf = ({ settings }: Pick<Ground, 'settings'>) => ({
  settings,
  name: settings.catalog,
  os: settings.os,
  maintainer: settings.maintainer ?? `The ${settings.catalog} team`,
  maintainerEmail: settings.maintainer_email ?? `${settings.catalog}@example.org`,
  ...(settings.source === undefined ? {} : { source: settings.source }),
});

const byName = (a: Profile, b: Profile): number => (a.name < b.name ? -1 : 1);

function knownRoles(files: CatalogFiles, all: readonly Role[]): KnownRoles {
  const there = [...files.texts.keys()].flatMap((path) => /^roles\/(.+)\.yaml$/.exec(path)?.[1] ?? []);
  const names = new Set(all.map(({ name }) => name));
  const baked = all.filter((role) => !role.isAbstract);
  return {
    roles: new Map(baked.map((role) => [role.name, role])),
    lost: new Set(there.filter((name) => !names.has(name))),
  };
}

/** By file, then by place; a problem without a place goes first. */
const sorted = (problems: readonly Problem[]): Problem[] =>
  [...problems].sort((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1));

const sortKey = ({ place }: Problem): string =>
  place ? `${place.file}\0${String(place.line).padStart(9, '0')}${String(place.column).padStart(9, '0')}` : '';
