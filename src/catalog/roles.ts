import { basename } from 'node:path/posix';
import type { Problem } from '../problem/problem.ts';
import { checkFamily } from './composition/family.ts';
import type { Role } from './model.ts';
import { checkRest, openRole, type RoleSource, readRole, type Surroundings } from './role.ts';
import type { SourceFile } from './source/source-file.ts';

/** Reads all roles, those that others extend first. They come in the order of their files. */
export function readRoles(files: readonly SourceFile[], around: Surroundings, problems: Problem[]): Role[] {
  const sources = files.map(openRole);
  const byName = named(sources);
  const lost = sources.filter(({ data }) => !data).map(({ file }) => basename(file.path, '.yaml'));
  const unreadable = checkFamily(byName, new Set(lost));
  const done = new Map<RoleSource, Role | undefined>();
  const read = (source: RoleSource): Role | undefined => {
    if (done.has(source)) return done.get(source);
    const parents = unreadable.has(source.data?.role ?? '') ? [undefined] : extended(source).map(sound);
    const role = readRole(source, parents.every((parent) => parent !== undefined) ? parents : undefined, around);
    done.set(source, role);
    return role;
  };
  const sound = (name: string): Role | undefined => {
    const source = byName.get(name);
    const role = source && read(source);
    return source?.complaints.problems.length === 0 ? role : undefined;
  };
  for (const source of sources) checkRest(source, around);
  const roles = sources.flatMap((source) => (source.data ? (read(source) ?? []) : []));
  problems.push(...sources.flatMap(({ complaints }) => complaints.problems));
  return roles;
}

const extended = ({ data }: RoleSource): readonly string[] => data?.extends ?? [];

/** The sources by the name of their role; of two with one name the first. */
function named(sources: readonly RoleSource[]): ReadonlyMap<string, RoleSource> {
  const byName = new Map<string, RoleSource>();
  for (const source of sources) {
    const { data, complaints } = source;
    const twin = data && byName.get(data.role);
    if (twin)
      complaints.add(
        'duplicate-name',
        `there are two roles ${data.role}`,
        ['role'],
        'a profile or a role has one file',
        { place: twin.file.placeOf(['role']), message: 'the other one' },
      );
    else if (data) byName.set(data.role, source);
  }
  return byName;
}
