import { readListed } from '../../catalog/files.ts';
import { loadCatalog } from '../../catalog/load.ts';
import type { Catalog } from '../../catalog/model.ts';
import { roleTwins } from '../../catalog/role-twins.ts';
import { changesAt, refuseEdits, writeFiles } from '../output.ts';
import { UNKNOWN } from '../stamp.ts';
import type { Compilation, CompilePlace, Watched } from './compilation.ts';
import { type KeptOutputs, keptOutputs, lastTable, verified } from './kept-outputs.ts';
import type { CompiledRole, LastCompile } from './last-compile.ts';
import { type Look, lookAt } from './look.ts';
import { reachedFrom } from './mentions.ts';
import type { OutputTable } from './output-table.ts';
import { collectStamps, compiledRole, lastCompile, type OwnedFile, ownedFiles } from './outputs.ts';

/**
 * Compiles only the roles that have changed since the last compile, and those that build on them. Undefined if it takes
 * a whole compile: something else has changed, something is wrong, or a file is not as it was written.
 */
export function compileChangedRoles(
  place: CompilePlace,
  last: LastCompile,
  watched?: Watched,
): Compilation | undefined {
  if (last.build !== place.build || place.listing.problems.length > 0) return undefined;
  const look = lookAt(place.listing, last, place.now(), watched?.changed);
  if (!look || [...look.changed].some((path) => !path.startsWith('roles/')) || hasTwins(look)) return undefined;
  const fresh = compileAffected(place, last, look, affectedBy(look));
  const table = watched?.table ?? lastTable(place.generated, last);
  const kept = fresh && table && keptOutputs(table, last, fresh.affected);
  const good = kept && (watched ? kept : verified(kept, place.generated, { last, looked: look.looked }));
  return fresh && good && beside(place, { last, look, kept: good }, fresh);
}

/** Whether a role that changed cannot be beside another one, which neither of them says by itself. */
function hasTwins({ inputs, changed }: Look): boolean {
  if (changed.size === 0) return false;
  const twins = roleTwins(inputs.flatMap(({ path }) => /^roles\/(.*)\.yaml$/.exec(path)?.[1] ?? []));
  return twins.some(({ name, other }) => changed.has(`roles/${name}.yaml`) || changed.has(`roles/${other}.yaml`));
}

/** What is compiled anew. */
interface Fresh {
  /** Paths of the roles that are compiled anew, or gone. */
  readonly affected: ReadonlySet<string>;
  /** All roles. */
  readonly roles: readonly CompiledRole[];
  readonly files: readonly OwnedFile[];
}

/** Undefined if something is wrong, or if other profiles are used than before: what else is generated depends on these. */
function compileAffected(
  place: CompilePlace,
  last: LastCompile,
  look: Look,
  affected: ReadonlySet<string>,
): Fresh | undefined {
  if (affected.size === 0) return { affected, roles: last.roles, files: [] };
  const catalog = loadAffected(place, look, affected);
  if (!catalog) return undefined;
  const own = catalog.roles.filter(({ file }) => affected.has(file.path.slice(place.listing.shownAs.length)));
  const stay = last.roles.filter(({ name }) => !affected.has(`roles/${name}.yaml`));
  const roles = [...stay, ...own.map(compiledRole)].sort((a, b) => (a.name < b.name ? -1 : 1));
  return hasSameProfiles(last.roles, roles) ? { affected, roles, files: ownedFiles(catalog, own) } : undefined;
}

/** Paths of the roles that changed, and of those that build on them. */
function affectedBy({ inputs, changed }: Look): Set<string> {
  const users = new Map<string, string[]>();
  for (const { path, mentions } of inputs)
    for (const other of mentions) {
      if (!other.startsWith('roles/')) continue;
      const known = users.get(other);
      if (known) known.push(path);
      else users.set(other, [path]);
    }
  return reachedFrom(changed, (path) => users.get(path) ?? []);
}

/** The part of the catalog that these roles need; undefined if something is wrong with it, or a role is not there. */
function loadAffected(place: CompilePlace, look: Look, affected: ReadonlySet<string>): Catalog | undefined {
  const mentions = new Map(look.inputs.map((input) => [input.path, input.mentions]));
  const start = ['catalog.yaml', ...[...affected].filter((path) => mentions.has(path))];
  const needed = reachedFrom(start, (path) => (mentions.get(path) ?? []).filter((other) => mentions.has(other)));
  const checked = loadCatalog(readListed(place.listing, needed), place.platform());
  return checked.ok ? checked.value : undefined;
}

/** Whether the roles use the same profiles as before. */
function hasSameProfiles(before: readonly CompiledRole[], after: readonly CompiledRole[]): boolean {
  const known = new Set(before);
  const kept = new Set(after.filter((role) => known.has(role)));
  const [gone, fresh] = [before.filter((role) => !kept.has(role)), after.filter((role) => !kept.has(role))];
  if (gone.length === fresh.length && gone.every(({ profiles }, index) => isSame(profiles, fresh[index]?.profiles)))
    return true;
  const [old, now] = [profilesOf(before), profilesOf(after)];
  return old.size === now.size && [...old].every((name) => now.has(name));
}

const isSame = (a: readonly string[], b: readonly string[] = []): boolean =>
  a.length === b.length && a.every((name, index) => name === b[index]);

const profilesOf = (roles: readonly CompiledRole[]): Set<string> => new Set(roles.flatMap(({ profiles }) => profiles));

interface Known {
  readonly last: LastCompile;
  readonly look: Look;
  readonly kept: KeptOutputs;
}

/** Puts what is new beside what stays; undefined if both have a path. */
function beside(place: CompilePlace, { last, look, kept }: Known, fresh: Fresh): Compilation | undefined {
  const { table } = kept;
  const old = new Map([...kept.old].map((index) => [table.path(index), new Set([table.hash(index)])]));
  if (fresh.files.some(({ path }) => table.find(path) >= 0 && !old.has(path))) return undefined;
  const generated = new Map(fresh.files.map(({ path, text }) => [path, text]));
  const paths = new Set([...old.keys(), ...generated.keys()]);
  const { stamps, seen, written } = collectStamps(look.looked);
  const changes = changesAt(place.generated, paths, generated, { hashes: old, made: [] }, seen);
  const files = table.size - old.size + generated.size;
  const write = () => {
    if (changes.length === 0 && look.isSame && !kept.isReread) return { last, table };
    refuseEdits(place.generated, changes);
    const next = nextTable(kept, last, fresh);
    const hashes = new Map(fresh.files.map(({ path, hash }) => [path, hash]));
    writeFiles(place.generated, { manifest: next.manifest, hashes }, changes, written);
    for (const path of stamps.keys()) next.setStamp(next.find(path), stamps.get(path) ?? UNKNOWN);
    const { inputs, looked } = look;
    const from = { build: place.build, inputs, roles: fresh.roles, looked, kept: place.now() };
    return { last: lastCompile(from, next), table: next };
  };
  return { roles: fresh.roles, files, changes, write };
}

/** The table of what the folder is to hold. */
function nextTable({ table, old }: KeptOutputs, last: LastCompile, { roles, files }: Fresh): OutputTable {
  if (old.size === 0 && files.length === 0) return table;
  const places = new Map(roles.map(({ name }, index) => [name, index]));
  const rows = files.map(({ path, hash, role }) => ({
    path,
    hash,
    stamp: UNKNOWN,
    role: places.get(role ?? '') ?? -1,
  }));
  return table.changed(
    old,
    rows,
    last.roles.map(({ name }) => places.get(name) ?? -1),
  );
}
