import type { Flag, FlagNeed, Resource, Role } from '../model.ts';
import type { CertificateResource, UnitResource, Resource as WrittenResource } from '../profile-types.gen.ts';
import type { Complaints } from '../source/complaints.ts';
import type { SourceFile, Step } from '../source/source-file.ts';
import { written as asWritten } from '../templates/text.ts';
import { copiesOn, meaningOf } from './evaluate.ts';
import { takenFlags } from './taken-flag.ts';

/** The flags that the resources of a profile name. */
export const flagNeeds = (
  written: readonly WrittenResource[],
  resources: readonly Resource[],
  file: SourceFile,
): FlagNeed[] =>
  resources.flatMap((resource): FlagNeed[] => {
    const one = written[resource.index];
    const steps: Step[] = ['resources', resource.index];
    if (one && 'certificate' in one) {
      const { flag, certificate: path } = one as CertificateResource;
      const way = { kind: 'file', path } as const;
      return [{ flag, way, optional: false, resource, place: file.placeOf([...steps, 'flag']) }];
    }
    const { flags } = (one ?? {}) as Partial<UnitResource>;
    return takenFlags(flags).map((taken) => ({
      ...taken,
      resource,
      place: file.placeOfKey([...steps, 'flags', taken.flag]),
    }));
  });

/** Complains of flags that a role lacks, of secrets where others see them, and of two flags in one file. */
export function checkFlagNeeds(role: Role, os: string, complaints: Complaints): void {
  const declared = new Map(role.flags.map((flag) => [flag.name, flag]));
  const paths = new Map<string, string>();
  for (const use of role.profiles) {
    if (use.profile.flagNeeds.length === 0) continue;
    const meaning = meaningOf(use, os);
    for (const need of use.profile.flagNeeds) {
      const who = `${need.resource.kind} ${asWritten(need.resource.title)} of profile ${use.profile.name}`;
      const copies = copiesOn(need.resource, meaning);
      if (copies.length > 0) checkNeed(need, who, declared.get(need.flag), complaints);
      for (const _ of copies) checkPath(need, who, paths, complaints);
    }
  }
}

function checkNeed(
  { flag: name, way, ...need }: FlagNeed,
  who: string,
  flag: Flag | undefined,
  complaints: Complaints,
) {
  const related = { place: need.place, message: 'taken here' };
  if (!flag && !need.optional) {
    const message = `${who} takes the flag ${name}, which the role does not declare`;
    complaints.add('missing-flag', message, ['flags'], `in the role: flags: {${name}: {type: string}}`, related);
  }
  if (flag?.secret && way.kind === 'argument') {
    const message = `the secret flag ${name} would be an argument of ${who}, which every account of the machine can see`;
    const hint = `in the profile: flags: {${name}: environment}, or file`;
    complaints.addKey('secret-in-argument', message, ['flags', name], hint, related);
  }
}

function checkPath({ way, place }: FlagNeed, who: string, paths: Map<string, string>, complaints: Complaints): void {
  if (way.kind !== 'file' || way.path === undefined) return;
  const other = paths.get(way.path);
  const message = `${other} and ${who} both lay a flag at ${way.path}`;
  if (other !== undefined)
    complaints.add('duplicate-claim', message, ['uses'], 'give each a file of its own', { place, message: 'here' });
  paths.set(way.path, who);
}
