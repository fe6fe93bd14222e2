import type { Problem } from '../../problem/problem.ts';
import { Complaints } from '../source/complaints.ts';
import { schemaProblems } from '../source/schema-problems.ts';
import type { SourceFile } from '../source/source-file.ts';
import { checkMembers } from './check-members.ts';
import { readMember } from './member.ts';
import type { KnownRoles, Member, Release } from './release.ts';
import type { ReleaseFile } from './release-types.gen.ts';
import { checkRules } from './rules.ts';

/** Reads every release over the roles of the catalog. */
export function readReleases(files: readonly SourceFile[], around: KnownRoles, problems: Problem[]): Release[] {
  return files.flatMap((file) => {
    const complaints = new Complaints(file);
    complaints.problems.push(...file.problems, ...(file.problems.length > 0 ? [] : schemaProblems(file, 'release')));
    const release = complaints.problems.length === 0 ? readRelease(file, around, complaints) : [];
    problems.push(...complaints.problems);
    return release;
  });
}

/** A release with something wrong is told, and is none. */
function readRelease(file: SourceFile, around: KnownRoles, complaints: Complaints): Release[] {
  const data = file.data as ReleaseFile;
  if (!file.path.endsWith(`/${data.release}.yaml`)) {
    const message = `release ${data.release} must be in ${data.release}.yaml`;
    complaints.add('misnamed-file', message, ['release'], 'rename one of the two');
  }
  checkMembers(data, around, complaints);
  const members = Object.keys(data.roles).flatMap((name) => readMember(name, data, around, complaints));
  if (around.lost.size === 0) checkRules(data.rules ?? [], members, complaints);
  if (complaints.problems.length > 0) return [];
  const summary = data.summary ?? `The system ${data.release}`;
  return [
    { name: data.release, summary, file, zone: data.zone, members: inStartOrder(members), rules: data.rules ?? [] },
  ];
}

/** Each after those that it starts after; there is no cycle. */
function inStartOrder(members: readonly Member[]): Member[] {
  const ordered = new Set<Member>();
  const visit = (member: Member): void => {
    for (const name of member.after) members.filter(({ role }) => role.name === name).forEach(visit);
    ordered.add(member);
  };
  members.forEach(visit);
  return [...ordered];
}
