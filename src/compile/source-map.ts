import type { Catalog, Profile, Role } from '../catalog/model.ts';
import type { Place } from '../problem/problem.ts';
import { chefProfile } from './chef/profile.ts';
import { chefRole } from './chef/tree.ts';
import { lower } from './lower.ts';
import { type MarkedLine, Marks } from './marks.ts';
import type { Files } from './part.ts';
import { profilePlace, shippedPlaces } from './profile-place.ts';
import { puppetProfile } from './puppet/profile.ts';
import { puppetRole } from './puppet/tree.ts';
import { RolePlaces } from './role-places.ts';

/** For each line of a generated file the place in the catalog that it comes from. */
export type SourceMap = readonly (Place | undefined)[];

/**
 * Maps the lines of a generated file, such as `puppet/data/role/web.yaml`. It is compiled once more with marks in it, so
 * that a compile that writes files does not pay for them. Undefined if it comes from no profile and no role.
 */
export function sourceMap(catalog: Catalog, path: string): SourceMap | undefined {
  const profiles = catalog.profiles.filter(({ name }) => path.includes(name));
  const roles = catalog.roles.filter(({ name }) => path.includes(name));
  for (const profile of profiles) {
    const found = mapOfProfile(profile, path);
    if (found) return found;
  }
  for (const role of roles) {
    const found = mapOfRole(catalog, role, path);
    if (found) return found;
  }
  return undefined;
}

function mapOfProfile(profile: Profile, path: string): SourceMap | undefined {
  const marks = new Marks();
  const lowered = lower(profile);
  const text = textAt(path, puppetProfile(lowered, marks.mark), chefProfile(lowered, marks.mark));
  if (text === undefined) return undefined;
  const shipped = lowered.files.find(
    ({ name }) => SHIPPED.test(path) && path.replace(/\.(epp|erb)$/, '').endsWith(`/${name}`),
  );
  if (shipped) return shippedPlaces(profile, shipped, linesOf(text));
  const head = profile.file.placeOfKey(['profile']);
  return placed(marks, text, head, (line) => profilePlace(profile, line));
}

/** What profiles ship: templates, and files as they are. */
const SHIPPED = /\/(files|templates)\//;

function mapOfRole(catalog: Catalog, role: Role, path: string): SourceMap | undefined {
  const marks = new Marks();
  const text = textAt(path, puppetRole(role, marks.mark), chefRole(catalog, role, marks.mark));
  if (text === undefined) return undefined;
  const places = new RolePlaces(role);
  return placed(marks, text, role.file.placeOfKey(['role']), (line) => places.placeOf(line, path));
}

function textAt(path: string, puppet: Files, chef: Files): string | undefined {
  const [target, ...rest] = path.split('/');
  const files = target === 'puppet' ? puppet : target === 'chef' ? chef : [];
  return files.find(([name]) => name === rest.join('/'))?.[1];
}

/** A line with no piece of its own is owed to the whole file. */
const placed = (marks: Marks, text: string, head: Place, place: (line: MarkedLine) => Place): SourceMap => {
  const lines = linesOf(text);
  return marks.lines(lines).map((line, index) => (line ? place(line) : lines[index] === '' ? undefined : head));
};

/** What ends with a line end has no empty line behind it. */
const linesOf = (text: string): string[] => text.replace(/\n$/, '').split('\n');
