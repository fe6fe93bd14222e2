import { basename, join } from 'node:path';
import { readListed } from '../../catalog/files.ts';
import { groundOf } from '../../catalog/ground.ts';
import { aboutOf, loadRoles } from '../../catalog/load.ts';
import { familyOf, roleTwins } from '../../catalog/role-twins.ts';
import { MANIFEST } from '../manifest.ts';
import { changesAt, refuseEdits, writeFiles } from '../output.ts';
import { stampAt, UNKNOWN } from '../stamp.ts';
import type { Compilation, CompilePlace, Watched } from './compilation.ts';
import { Kept } from './kept.ts';
import { isManifestOf, lastTable, placesOf, verified } from './kept-outputs.ts';
import { withKnown } from './known-ground.ts';
import type { CompiledRole, LastCompile } from './last-compile.ts';
import { type Look, lookAt } from './look.ts';
import { reachedFrom } from './mentions.ts';
import { OutputStamps } from './output-stamps.ts';
import type { OutputTable } from './output-table.ts';
import { compiledRole, type OwnedFile, ownedFiles } from './outputs.ts';

/**
 * Compiles only the roles that have changed since the last compile, and those that build on them; of the generated files
 * it looks at those of these roles, or at all if there are none. Undefined if it takes a whole compile: something else
 * has changed, something is wrong, or a file is not as it was written.
 */
export function compileChangedRoles(
  place: CompilePlace,
  last: LastCompile,
  watched?: Watched,
): Compilation | undefined {
  if (last.build !== place.build || place.listing.problems.length > 0) return undefined;
  const look = lookAt(place.listing, last, place.now(), watched?.changed);
  if (!look || [...look.changed].some((path) => !path.startsWith('roles/')) || hasTwins(look)) return undefined;
  const fresh = compileAffected(place, last, look);
  const table = fresh && tableOf(place, last, watched);
  if (!table) return undefined;
  const old = placesOf(table, last, fresh.affected);
  const isQuick = watched || (fresh.affected.size > 0 && !place.everywhere);
  const at = { folder: place.generated, last, looked: look.looked, now: place.now };
  const stamps = isQuick ? last.stamps : verified(table, old, at);
  return stamps && beside(place, { last, look, table, old, stamps }, fresh);
}

const tableOf = ({ generated }: CompilePlace, last: LastCompile, watched?: Watched): OutputTable | undefined =>
  watched ? (isManifestOf(generated, last) ? watched.table : undefined) : lastTable(generated, last);

/** Whether a role that changed cannot be beside another one, which neither of them says by itself. */
function hasTwins({ inputs, changed }: Look): boolean {
  const families = new Set([...changed].map((path) => familyOf(basename(path, '.yaml'))));
  if (families.size === 0) return false;
  const names = inputs.paths.flatMap((path) => (path.startsWith('roles/') ? [basename(path, '.yaml')] : []));
  const twins = roleTwins(names.filter((name) => families.has(familyOf(name))));
  return twins.some(({ name, other }) => changed.has(`roles/${name}.yaml`) || changed.has(`roles/${other}.yaml`));
}

/** What is compiled anew. */
interface Fresh {
  /** Names of the roles that are compiled anew, or gone. */
  readonly affected: ReadonlySet<string>;
  /** All roles. */
  readonly roles: readonly CompiledRole[];
  readonly files: readonly OwnedFile[];
}

/** Undefined if something is wrong, or if other profiles are used than before: what else is generated depends on these. */
function compileAffected(place: CompilePlace, last: LastCompile, look: Look): Fresh | undefined {
  const paths = affectedBy(last, look);
  // What a release says of a role is checked with all of the release.
  if ([...paths].some((path) => path.startsWith('releases/'))) return undefined;
  const affected = new Set(Array.from(paths, (path) => basename(path, '.yaml')));
  if (affected.size === 0) return { affected, roles: last.roles, files: [] };
  const known = last.ground.value;
  if (!known) return undefined;
  const ground = groundOf(known.settings, known.profiles);
  const needed = reachedFrom(paths, (path) => look.inputs.mentionsOf(path));
  const present = [...needed].filter((path) => look.inputs.find(path) >= 0);
  const checked = loadRoles(withKnown(readListed(place.listing, present), look.inputs, known), ground);
  if (!checked.ok) return undefined;
  const own = checked.value.filter(({ name }) => affected.has(name));
  const roles = replaced(last.roles, affected, own.map(compiledRole));
  return roles && { affected, roles, files: ownedFiles(aboutOf(ground), own) };
}

/** Paths of the roles that changed, and of those that build on them or did. */
const affectedBy = (last: LastCompile, { inputs, changed }: Look): Set<string> =>
  reachedFrom(changed, (path) => [...last.inputs.usersOf(path), ...inputs.usersOf(path)]);

/** The roles with some anew; undefined if these use other profiles than before. */
function replaced(
  before: readonly CompiledRole[],
  affected: ReadonlySet<string>,
  own: readonly CompiledRole[],
): readonly CompiledRole[] | undefined {
  const gone = before.filter(({ name }) => affected.has(name));
  const isSame = gone.length === own.length && gone.every(({ name }, index) => name === own[index]?.name);
  if (isSame && gone.every(({ profiles }, index) => profiles.join() === own[index]?.profiles.join())) return before;
  const after = [...before.filter(({ name }) => !affected.has(name)), ...own].sort((a, b) =>
    a.name < b.name ? -1 : 1,
  );
  const [old, now] = [profilesOf(before), profilesOf(after)];
  const hasSameProfiles = old.size === now.size && [...old].every((name) => now.has(name));
  return hasSameProfiles ? after : undefined;
}

const profilesOf = (roles: readonly CompiledRole[]): Set<string> => new Set(roles.flatMap(({ profiles }) => profiles));

interface Known {
  readonly last: LastCompile;
  readonly look: Look;
  readonly table: OutputTable;
  /** Places in the table of the files whose role is compiled anew; all others stay. */
  readonly old: ReadonlySet<number>;
  readonly stamps: LastCompile['stamps'];
}

/** Puts what is new beside what stays; undefined if both have a path. */
function beside(place: CompilePlace, known: Known, { roles, files }: Fresh): Compilation | undefined {
  const { last, look, table, old } = known;
  const hashes = new Map([...old].map((index) => [table.path(index), new Set([table.hash(index)])]));
  if (files.some(({ path }) => !hashes.has(path) && table.find(path) >= 0)) return undefined;
  const generated = new Map(files.map(({ path, text }) => [path, text]));
  const changes = changesAt(place.generated, new Set([...hashes.keys(), ...generated.keys()]), generated, {
    hashes,
    made: [],
  });
  const write = () => {
    if (changes.length === 0 && look.inputs === last.inputs && known.stamps === last.stamps) return { last, table };
    refuseEdits(place.generated, changes);
    const next = nextOutputs(known, roles, files);
    const wanted = { ...next.wanted, hashes: new Map(files.map(({ path, hash }) => [path, hash])) };
    writeFiles(place.generated, wanted, changes);
    const manifest = stampAt(join(place.generated, MANIFEST)) ?? UNKNOWN;
    const { inputs, looked } = look;
    return { last: { ...last, inputs, roles, looked, manifest, ...next.kept }, table: next.table };
  };
  return { roles, files: table.size - old.size + generated.size, changes, write };
}

/** What the folder is to hold, and what is kept of it. */
function nextOutputs({ last, table, old, stamps }: Known, roles: readonly CompiledRole[], files: readonly OwnedFile[]) {
  const indices = new Map(Array.from(old, (index) => [table.path(index), index]));
  if (files.length === old.size && files.every(({ path }) => indices.has(path))) {
    const pieces = table.setHashes(files.map(({ path, hash }) => ({ index: indices.get(path) ?? -1, hash })));
    const { inode, size } = last.manifest;
    return { table, wanted: { manifest: { inode, size, pieces } }, kept: { stamps } };
  }
  const places = new Map(roles.map(({ name }, index) => [name, index]));
  const rows = files.map(({ path, hash, role }) => ({ path, hash, role: places.get(role ?? '') ?? -1 }));
  const roleAt = last.roles.map(({ name }) => places.get(name) ?? -1);
  const { table: next, from } = table.changed(old, rows, roleAt);
  const moved =
    stamps.value?.moved(from) ??
    OutputStamps.of(
      Array.from(from, () => undefined),
      0,
    );
  const kept = { columns: Kept.of(next.columns), stamps: Kept.of(moved) };
  return { table: next, wanted: { manifest: next.manifest }, kept };
}
