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
  checkOwnEdits(resources, claims, complaints);
}

/** Complains of what a resource changes in part and another one of the profile says all of. */
function checkOwnEdits(
  resources: readonly Resource[],
  claims: ReadonlyMap<string, number>,
  complaints: Complaints,
): void {
  for (const resource of resources.filter(isFixed)) {
    const what = editsOf(resource, (text) => literalOf(text) ?? '').find((one) => claims.has(one));
    if (what === undefined) continue;
    const first = { place: complaints.file.placeOf(['resources', claims.get(what) ?? 0]), message: 'all of it here' };
    const message = `${what} is settled as a whole already: the two would change it in turn`;
    complaints.add('duplicate-claim', message, ['resources', resource.index], ONE_PLACE, first);
  }
}

const ONE_PLACE = 'say all of it in one place';

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
  checkEdits(role, os, claims, complaints);
  for (const log of role.logs)
    if ('path' in log) claim(`file ${log.path}`, `log ${log.name}`, ['logs', log.name], 'one file, one writer');
  checkServes(role, complaints);
}

/** Complains of a file that is changed in part where another resource of the role says all of it. */
function checkEdits(role: Role, os: string, claims: ReadonlyMap<string, string>, complaints: Complaints): void {
  for (const use of role.profiles) {
    const who = `profile ${use.profile.name}`;
    for (const what of editsOn(use, os)) {
      const other = claims.get(what);
      const message = `${who} changes a part of ${what}, and ${other} settles all of it`;
      if (other !== undefined) complaints.add('duplicate-claim', message, ['uses'], ONE_PLACE);
    }
  }
}

/** What a profile changes in part on the machines of a role, but for what its own check has told. */
function editsOn(use: ProfileUse, os: string): string[] {
  const { claims, edits } = fixedOf(use.profile);
  if (edits.length === 0) return [];
  const meaning = meaningOf(use, os);
  return edits.flatMap((resource) => {
    const own = copiesOn(resource, meaning).flatMap((copy) => editsOf(resource, (text) => textOn(text, copy) ?? ''));
    return isFixed(resource) ? own.filter((what) => !claims.includes(what)) : own;
  });
}

/** Profiles are shared by many roles: what does not depend on the role is worked out once. */
const fixed = new WeakMap<Profile, Fixed>();

interface Fixed {
  readonly claims: readonly string[];
  /** Resources whose claims depend on the role. */
  readonly others: readonly Resource[];
  /** Resources that change a part of something. */
  readonly edits: readonly Resource[];
}

function fixedOf(profile: Profile): Fixed {
  const known = fixed.get(profile);
  if (known) return known;
  const claims = profile.resources.filter(isFixed).flatMap(fixedClaims);
  const made = {
    claims,
    others: profile.resources.filter((resource) => !isFixed(resource)),
    edits: profile.resources.filter(({ parts }) => parts.some((part) => part.type === 'exec' && part.edits)),
  };
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

const editsOf = ({ parts }: Pick<Resource, 'parts'>, read: (text: Text) => string): string[] =>
  parts.flatMap((part) => (part.type === 'exec' && part.edits ? [`file ${read(part.edits)}`] : []));

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
