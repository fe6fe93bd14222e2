import { contractOf, type ImageContract } from '../bake/image-contract.ts';
import type { Release, Rule } from '../catalog/releases/release.ts';
import { subjectOf, versionFits } from '../catalog/releases/rules.ts';
import type { TagRecord } from '../ledger/ledger.ts';
import { whyRevoked } from '../ledger/refuse-revoked.ts';
import { componentOf, parseTag, splitTag } from '../ledger/tag.ts';
import type { Problem } from '../problem/problem.ts';
import type { LockedMember, ReleaseLock } from './lock.ts';

/** What is known of the tags that a release is cut from. */
export interface Known {
  readonly record: (tag: string) => TagRecord | undefined;
  /** Whether the snapshot is here, and whole. */
  readonly isPresent: (digest: string) => boolean;
}

/** Everything that keeps the parts of a release from fitting together, each with the tag or the rule that it is about. */
export function fitProblems(lock: ReleaseLock, { rules, file }: Release, known: Known): Problem[] {
  const single = lock.members.flatMap((member) => memberProblems(member, known));
  const ruled = rules.flatMap((rule, index) =>
    brokenBy(rule, lock, known).map((message) => unfit(message, undefined, file.placeOf(['rules', index]))),
  );
  return [...single, ...ruled];
}

const unfit = (message: string, hint?: string, place?: Problem['place']): Problem => ({
  code: 'unfit-release',
  message,
  ...(hint === undefined ? {} : { hint }),
  ...(place === undefined ? {} : { place }),
});

function memberProblems(member: LockedMember, known: Known): Problem[] {
  const { tag, role } = member;
  const again = `rolebake bake ${role}, or --with another tag of role/${role}`;
  const record = known.record(tag);
  const ban = record && whyRevoked(record);
  const contract = contractOf(record?.entry.details ?? {});
  return [
    ...(ban === undefined ? [] : [unfit(ban, again)]),
    ...(known.isPresent(member.digest) ? [] : [unfit(`the snapshot of ${tag} is not here`, again)]),
    ...contractProblems(member, contract).map((message) => unfit(message, again)),
  ];
}

/** An image may be older than what the catalog says of its role now. */
function contractProblems({ tag, balancers, connections }: LockedMember, contract: ImageContract): string[] {
  const ports = balancers.flatMap(({ endpoint, target }) => {
    const served = contract.serves.find(({ name }) => name === endpoint);
    if (served?.port === target) return [];
    const instead = served ? `serves ${endpoint} on port ${served.port}, not ${target}` : `serves no ${endpoint}`;
    return [`${tag} ${instead}`];
  });
  const flags = connections
    .filter(({ flag, type }) => !contract.flags.some((one) => one.name === flag && one.type === type))
    .map(({ flag, type }) => `${tag} takes no flag ${flag} of type ${type}`);
  return [...ports, ...flags];
}

/** What the images of a release are made from, each tag with the images that it is in. */
function madeFrom(subject: string, lock: ReleaseLock, known: Known): Map<string, string[]> {
  const found = new Map<string, string[]>();
  const visit = (tag: string, image: string): void => {
    if (componentOf(parseTag(tag)) === subject) found.set(tag, [...(found.get(tag) ?? []), image]);
    for (const parent of known.record(tag)?.entry.parents ?? []) visit(parent.tag, image);
  };
  for (const { tag } of lock.members) visit(tag, tag);
  return found;
}

function notIn(channel: string, lock: ReleaseLock, known: Known): string[] {
  const others = lock.members.filter(({ tag }) => !known.record(tag)?.standing.channels.includes(channel));
  return others.map(({ tag }) => `${tag} is not in the channel ${channel}`);
}

function brokenBy(rule: Rule, lock: ReleaseLock, known: Known): string[] {
  if ('channel' in rule) return notIn(rule.channel, lock, known);
  const found = madeFrom(subjectOf(rule), lock, known);
  const where = (tag: string) => (found.get(tag) ?? []).join(', ');
  if ('same' in rule) {
    if (found.size < 2) return [];
    const each = [...found.keys()].map((tag) => `${tag} is in ${where(tag)}`);
    return [`not all images have the same ${rule.same}: ${each.join('; ')}`];
  }
  if ('at_least' in rule) {
    const least = splitTag(parseTag(rule.at_least)).number;
    const older = [...found.keys()].filter((tag) => splitTag(parseTag(tag)).number < least);
    return older.map((tag) => `${where(tag)}: made from ${tag}, which is older than ${rule.at_least}`);
  }
  return [...found.keys()].flatMap((tag) => {
    const version = known.record(tag)?.entry.details['version'];
    if (typeof version === 'string' && versionFits(version, rule.is)) return [];
    return [`${where(tag)}: ${tag} is version ${version ?? 'unknown'}, not ${rule.is}`];
  });
}
