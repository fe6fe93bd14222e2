import type { Profile, ProfileUse, Resource, Role } from '../model.ts';
import type { Complaints } from '../source/complaints.ts';
import { literalOf, type Text, written } from '../templates/text.ts';
import { type CoreResource, identityOf } from './core-resource.ts';
import { copiesOn, type Meaning, meaningOf, textOn } from './evaluate.ts';

/** Complains of two resources of one profile that are always there and are one thing. */
export function checkOwnClaims(resources: readonly Resource[], complaints: Complaints): void {
  const claims = new Map<string, number>();
  for (const resource of [...resources].sort((a, b) => a.index - b.index)) {
    if (!isFixed(resource)) continue;
    const own = fixedClaims(resource);
    const twice = own.find((what) => claims.has(what));
    if (twice !== undefined)
      complaints.add(
        'duplicate-claim',
        `${twice} is there twice`,
        ['resources', resource.index],
        'take one of them out',
        { place: complaints.file.placeOf(['resources', claims.get(twice) ?? 0]), message: 'first here' },
      );
    for (const what of own) claims.set(what, resource.index);
  }
}

/** Complains of two parts of one role that want the same thing of its machine. */
export function checkClaims(role: Role, os: string, complaints: Complaints): void {
  const claims = new Map<string, string>();
  const claim = (what: string, who: string, steps: readonly (string | number)[], hint: string) => {
    const other = claims.get(what);
    if (other === undefined) claims.set(what, who);
    else complaints.add('duplicate-claim', `${other} and ${who} both claim ${what}`, steps, hint);
  };
  for (const use of role.profiles) {
    const who = `profile ${use.profile.name}`;
    const isPlatform = use === role.profiles.at(-1) && role.logs.length > 0;
    const hint = isPlatform ? 'leave it out: it comes with the logs' : 'move it into a profile that both use';
    for (const what of new Set(profileClaims(use, os, complaints))) claim(what, who, ['uses'], hint);
    for (const port of portsOf(use)) claim(`port ${port}`, who, ['uses'], 'give one of them another port');
  }
  for (const log of role.logs)
    if ('path' in log) claim(`file ${log.path}`, `log ${log.name}`, ['logs', log.name], 'one file, one writer');
  checkServes(role, complaints);
}

/** Profiles are shared by many roles: what does not depend on the role is worked out once. */
const fixed = new WeakMap<Profile, { readonly claims: readonly string[]; readonly others: readonly Resource[] }>();

function fixedOf(profile: Profile) {
  const known = fixed.get(profile);
  if (known) return known;
  const claims = profile.resources.filter(isFixed).flatMap(fixedClaims);
  const made = { claims, others: profile.resources.filter((resource) => !isFixed(resource)) };
  fixed.set(profile, made);
  return made;
}

function profileClaims(use: ProfileUse, os: string, complaints: Complaints): string[] {
  const { claims, others } = fixedOf(use.profile);
  if (others.length === 0) return [...claims];
  const meaning = meaningOf(use, os);
  return [...claims, ...others.flatMap((resource) => claimsOn(resource, use, meaning, complaints))];
}

/** What one resource claims on the machines of a role: nothing, or something for each item. */
function claimsOn(resource: Resource, { profile }: ProfileUse, meaning: Meaning, complaints: Complaints): string[] {
  const claims = copiesOn(resource, meaning).flatMap((copy) =>
    resource.parts.map((part) => claimOf(part, (text) => textOn(text, copy) ?? '')),
  );
  const twice = claims.find((what, index) => claims.indexOf(what) < index);
  if (twice !== undefined) {
    const message = `two items of profile ${profile.name} both make ${twice}`;
    complaints.add('duplicate-claim', message, ['uses'], `name ${written(resource.title)} by what differs`);
  }
  return claims;
}

/** Whether a resource is the same on every machine. */
const isFixed = (resource: Resource): boolean =>
  !resource.when && !resource.each && resource.parts.every((part) => literalOf(identityOf(part).name) !== undefined);

const fixedClaims = (resource: Resource): string[] =>
  resource.parts.map((part) => claimOf(part, (text) => literalOf(text) ?? ''));

function claimOf(part: CoreResource, read: (text: Text) => string): string {
  const { kind, name } = identityOf(part);
  return `${kind} ${read(name)}`;
}

const portsOf = ({ profile, values }: ProfileUse): number[] =>
  profile.listens
    .map((name) => (Object.hasOwn(values, name) ? values[name] : profile.parameters.get(name)?.default))
    .filter((port) => typeof port === 'number');

/** What a role serves must be a port that one of its profiles opens. */
function checkServes(role: Role, complaints: Complaints): void {
  const open = role.profiles.flatMap(portsOf);
  for (const { name, port } of role.serves) {
    if (open.includes(port)) continue;
    const hint =
      open.length > 0 ? `they open: ${open.join(', ')}` : 'a profile says by listens: [PARAMETER] that it opens a port';
    complaints.add('wrong-value', `no profile of this role opens port ${port}`, ['serves', name, 'port'], hint);
  }
}
