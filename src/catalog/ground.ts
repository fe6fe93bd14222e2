import { basename } from 'node:path/posix';
import { shipperProfile } from '../naming/names.ts';
import type { Problem } from '../problem/problem.ts';
import type { CatalogFile } from './catalog-types.gen.ts';
import { checkPasses } from './composition/passes.ts';
import type { CatalogFiles } from './files.ts';
import type { Profile, Profiles } from './model.ts';
import { suggest } from './nearest.ts';
import { cycleFrom } from './order.ts';
import { readProfile } from './profile.ts';
import { pinProblems } from './resources/bindings.ts';
import { Complaints } from './source/complaints.ts';
import { schemaProblems } from './source/schema-problems.ts';
import { SourceFile } from './source/source-file.ts';

/** All of a catalog but its roles: they are made of this, and it does not depend on them. */
export interface Ground {
  readonly settings: CatalogFile;
  /** Those of the catalog, and those that come with rolebake. */
  readonly profiles: Profiles;
  /** Names of files that hold no profile, or one whose parameters are wrong: that has been told, what uses it is not. */
  readonly broken: ReadonlySet<string>;
  /** The platform's profile that rotates and ships logs. */
  readonly shipper: Profile;
}

/** The ground of roles whose profiles are all there. */
export function groundOf(settings: CatalogFile, profiles: Profiles): Ground {
  const shipper = profiles.get(shipperProfile(settings.shipper ?? 'rsyslog'));
  if (!shipper) throw new Error(`the platform has no profile for the shipper ${settings.shipper}`);
  return { settings, profiles, broken: new Set(), shipper };
}

/** Reads all of a catalog but its roles. `platform` holds the profiles that come with rolebake. */
export function readGround(
  files: CatalogFiles,
  platform: CatalogFiles,
  problems: Problem[],
): Ground & { readonly own: ReadonlyMap<string, Profile>; readonly profiles: ReadonlyMap<string, Profile> } {
  const settings = readSettings(files, problems);
  const { profiles: own, broken } = readProfiles(files, problems);
  const { profiles: given } = readProfiles(platform, problems);
  refuseTwins(own, given, problems);
  const profiles = new Map([...own, ...given]);
  checkUses(profiles, broken, problems);
  problems.push(...pinProblems([...own.values()]));
  return { ...groundOf(settings, profiles), profiles, broken, own };
}

const nameByFile = (file: SourceFile): string => basename(file.path, '.yaml');

function readSettings(files: CatalogFiles, problems: Problem[]): CatalogFile {
  const path = `${files.shownAs}catalog.yaml`;
  const text = files.texts.get('catalog.yaml');
  const fallback: CatalogFile = { catalog: 'unnamed', os: 'debian-12' };
  if (isUnread(files, path)) return fallback;
  if (text === undefined) {
    const hint = 'it holds two lines: catalog: NAME and os: debian-12';
    problems.push({
      code: 'unreadable-file',
      message: `${path} is missing`,
      place: { file: path, line: 1, column: 1 },
      hint,
    });
    return fallback;
  }
  const file = new SourceFile(path, text);
  const found = file.problems.length > 0 ? file.problems : schemaProblems(file, 'catalog');
  problems.push(...found);
  return found.length > 0 ? fallback : (file.data as CatalogFile);
}

/** The YAML files of one folder of the catalog, in the order of their names; of those that were read. */
export function sources(files: CatalogFiles, folder: string): SourceFile[] {
  const paths = [...files.texts.keys()].filter((path) => path.startsWith(`${folder}/`)).sort();
  const all = paths.map(
    (path) => new SourceFile(files.shownAs + path, files.texts.get(path) ?? '', files.known?.get(path)),
  );
  return all.filter((file) => !isUnread(files, file.path));
}

const isUnread = (files: CatalogFiles, path: string): boolean =>
  files.problems.some(({ place }) => place?.file === path);

interface ReadProfiles {
  readonly profiles: ReadonlyMap<string, Profile>;
  /** Names of files that hold no profile, or one whose parameters are wrong: that has been told, what uses it is not. */
  readonly broken: ReadonlySet<string>;
}

function readProfiles(files: CatalogFiles, problems: Problem[]): ReadProfiles {
  const texts = { templates: textsIn(files, 'templates/'), files: textsIn(files, 'files/') };
  const profiles = new Map<string, Profile>();
  const unread = files.problems.flatMap(({ place }) => place?.file ?? []).map((path) => basename(path, '.yaml'));
  const broken = new Set<string>(unread);
  for (const file of sources(files, 'profiles')) {
    const { profile, isSound, complaints } = readProfile(file, texts);
    const twin = profile && profiles.get(profile.name);
    if (!isSound) broken.add(nameByFile(file)).add(profile?.name ?? nameByFile(file));
    if (twin)
      complaints.add('duplicate-name', `there are two profiles ${twin.name}`, ['profile'], ONE_FILE, {
        place: twin.file.placeOf(['profile']),
        message: 'the other one',
      });
    else if (profile) profiles.set(profile.name, profile);
    problems.push(...complaints.problems);
  }
  return { profiles, broken };
}

/** The texts of one folder by their names in it. */
const textsIn = (files: CatalogFiles, folder: string): ReadonlyMap<string, string> =>
  new Map(
    [...files.texts].flatMap(([path, text]) => (path.startsWith(folder) ? [[path.slice(folder.length), text]] : [])),
  );

const ONE_FILE = 'a profile or a role has one file';

function refuseTwins(
  own: ReadonlyMap<string, Profile>,
  given: ReadonlyMap<string, Profile>,
  problems: Problem[],
): void {
  for (const profile of own.values()) {
    if (!given.has(profile.name)) continue;
    const complaints = new Complaints(profile.file);
    complaints.add(
      'reserved-name',
      `rolebake brings a profile ${profile.name} of its own`,
      ['profile'],
      'choose another name',
    );
    problems.push(...complaints.problems);
  }
}

function checkUses(profiles: ReadonlyMap<string, Profile>, broken: ReadonlySet<string>, problems: Problem[]): void {
  const told = new Set<string>();
  for (const profile of profiles.values()) {
    const complaints = new Complaints(profile.file);
    for (const [index, name] of profile.uses.entries()) {
      if (!profiles.has(name) && !broken.has(name))
        complaints.add(
          'unknown-profile',
          `there is no profile ${name}`,
          ['uses', index],
          suggest(name, profiles.keys()),
        );
    }
    const cycle = told.has(profile.name) ? undefined : cycleFrom(profile.name, profiles);
    for (const name of cycle ?? []) told.add(name);
    if (cycle)
      complaints.add(
        'cycle',
        `profiles use each other in a circle: ${cycle.join(' -> ')}`,
        ['uses'],
        'take one of these uses out',
      );
    checkPasses(profile, profiles, complaints);
    problems.push(...complaints.problems);
  }
}
