import { roleChecks } from '../catalog/checks/checks.ts';
import type { Catalog, Role } from '../catalog/model.ts';
import type { Target } from '../compile/compile.ts';
import { type RoleCode, roleCode } from '../compile/role-code.ts';
import type { References, Source } from '../ledger/entry.ts';
import type { TagRecord } from '../ledger/ledger.ts';
import { refuseRevoked } from '../ledger/refuse-revoked.ts';
import type { Stream } from '../ledger/tag.ts';
import type { Provider } from '../machines/provider.ts';
import { digestOf } from '../naming/digest.ts';
import { type Lock, type LockedPin, withLocks } from '../pins/lock.ts';
import { pinKey, pinsOf, profilesOf } from '../pins/pinned.ts';
import { Refusal } from '../problem/problem.ts';
import { ARCHIVE_PART, bakeKey, codeParts, FORMAT_DIGEST, FORMAT_PART, type KeyParts } from './bake-key.ts';
import { changedPlace } from './changed-place.ts';
import type { BakeCheck } from './checks/run-checks.ts';
import { imageContract } from './image-contract.ts';
import type { MovedPackage } from './moved-packages.ts';
import { type Difference, isCode, type Reason, reasonsFor } from './reasons.ts';

/** A tag that a bake builds on. */
export interface Ingredient {
  readonly tag: string;
  readonly digest: string;
  /** What its provider calls it, where the digest does not say that. */
  readonly references?: References;
}

/** Everything that a bake needs to know; plain data, kept in the journal. */
export interface BakeInput {
  readonly role: string;
  /** Whose machines it is baked in; absent: local. */
  readonly provider?: Provider;
  readonly target: Target;
  readonly key: string;
  readonly parts: KeyParts;
  readonly parent: Ingredient;
  readonly application?: Ingredient & { readonly name: string };
  /** Modules or cookbooks of others that the role's profiles are bound to; absent: none. */
  readonly pins?: readonly LockedPin[];
  /** The state of the archive that packages come from: that in which the parent was made. Absent: as it is now. */
  readonly archive?: string;
  /** The generated files that this role uses, as the tool wants them. */
  readonly tree: Readonly<Record<string, string>>;
  /** Seconds since 1970: no file of the image is younger. */
  readonly sourceDateEpoch: number;
  /** What the ledger keeps beside the digest, so that the image can be launched without the catalog. */
  readonly details: Readonly<Record<string, unknown>>;
  /** What a machine of the role must show. */
  readonly checks: readonly BakeCheck[];
  /** The git commit that the catalog was at when the bake began. */
  readonly source?: Source;
  /** The tag whose versions of packages this bake is held to. */
  readonly hold?: string;
  /** Whether the machine of a bake that fails is kept, for a look. */
  readonly keepOnFailure?: boolean;
}

/** What would be done for a role, and why. */
export type PlannedBake =
  | {
      readonly action: 'keep';
      readonly input: BakeInput;
      readonly tag: string;
      /** Whether its key is the same; else only the state of the archive is another, with the same packages for it. */
      readonly sameKey: boolean;
    }
  | {
      readonly action: 'bake';
      readonly input: BakeInput;
      /** The tag that it differs from, if there is one. */
      readonly head?: string;
      readonly reasons: readonly Reason[];
    }
  | { readonly action: 'refuse'; readonly input: BakeInput; readonly revoked: TagRecord };

/** What a plan is made from. */
export interface Ingredients {
  readonly heads: readonly TagRecord[];
  /** Whose machines roles are baked in; the heads are of its tags. */
  readonly provider: Provider;
  /** Every tag that is revoked. */
  readonly revoked: readonly TagRecord[];
  /** Whether an image that is revoked may be made again, under a new tag. */
  readonly revokedToo?: boolean;
  readonly convergerDigest: string;
  /** Whether the snapshot of a digest is here, and whole. */
  readonly isPresent: (digest: string) => boolean;
  /** The packages of a head that the archive offers otherwise by now; undefined where that is not known. */
  readonly movedOf: (head: TagRecord) => readonly MovedPackage[] | undefined;
  /** Whether a state of the package archive is here. */
  readonly hasArchive: (digest: string) => boolean;
  /** What each pin is; the pins of the roles are in it. */
  readonly lock: Lock;
  /** The code that a job has baked, as far as it is still known. */
  readonly treeOfJob: (job: string) => BakeInput['tree'] | undefined;
}

/**
 * Plans the bake of one role: kept if the head of its stream has the same key and is really here, refused if a revoked
 * tag of it has that key, as the bake would make the same image again. Pure.
 */
export function planBake(catalog: Catalog, role: Role, target: Target, from: Ingredients): PlannedBake {
  const code = roleCode(catalog, role, target);
  const input = bakeInput(catalog, role, { target, code }, from);
  const head = headOf(from, 'role', role.name);
  const parents = [input.parent, ...(input.application ? [input.application] : [])];
  const made = { parts: input.parts, target, parents, moved: head && from.movedOf(head) };
  const reasons = reasonsFor(head, made, from.isPresent);
  if (head && reasons.length === 0)
    return { action: 'keep', input, tag: head.tag, sameKey: head.entry.bake?.key === input.key };
  const revoked = from.revoked.find(({ entry }) => entry.name === role.name && entry.bake?.key === input.key);
  if (revoked && !from.revokedToo) return { action: 'refuse', input, revoked };
  if (!head || !reasons.some(isOfCode)) return { action: 'bake', input, ...(head ? { head: head.tag } : {}), reasons };
  const before = from.treeOfJob(head.entry.job ?? '');
  const placed = reasons.map((reason) => {
    const place = isOfCode(reason) && changedPlace(catalog, role, reason.part, { target, code, before });
    return place ? { ...reason, place } : reason;
  });
  return { action: 'bake', input, head: head.tag, reasons: placed };
}

const isOfCode = (reason: Reason): reason is Difference => 'part' in reason && isCode(reason.part);

function bakeInput(
  catalog: Catalog,
  role: Role,
  { target, code }: { readonly target: Target; readonly code: RoleCode },
  from: Ingredients,
): BakeInput {
  const { sourceDateEpoch, archive, ...parent } = presentSystem(from, catalog.os);
  const application = applicationOf(from, role);
  const pins = withLocks(from.lock, pinsOf(profilesOf(role), target));
  const details = imageContract(role, application?.tag);
  const checks = roleChecks(role, catalog.os);
  const parts: KeyParts = {
    [FORMAT_PART]: FORMAT_DIGEST,
    [`os/${catalog.os}`]: parent.digest,
    ...(archive === undefined ? {} : { [ARCHIVE_PART]: archive }),
    ...(application ? { [`app/${application.name}`]: application.digest } : {}),
    ...Object.fromEntries(pins.map((pinned) => [pinKey(pinned), pinned.locked.digest])),
    ...codeParts(code),
    checks: digestOf(JSON.stringify(checks.map(({ expects, from }) => ({ expects, from })))),
    contract: digestOf(JSON.stringify({ ...details, application: undefined })),
    converger: from.convergerDigest,
    target: digestOf(target),
  };
  return {
    ...{ role: role.name, target, key: bakeKey(parts), parts, parent },
    ...(from.provider === 'local' ? {} : { provider: from.provider }),
    ...(application ? { application } : {}),
    ...(pins.length === 0 ? {} : { pins: pins.map(({ kind, name, pin, locked }) => ({ kind, name, pin, locked })) }),
    ...(archive === undefined ? {} : { archive }),
    ...{ tree: Object.fromEntries([...code.values()].flat()), sourceDateEpoch, details },
    checks: checks.map(({ expects, from, source, place }) => ({ expects, from, source, place: place() })),
  };
}

function applicationOf(from: Ingredients, { application: name }: Role): BakeInput['application'] {
  if (name === undefined) return undefined;
  const { tag, entry } = taggedHead(from, 'app', name, `rolebake app tag ${name} FOLDER`);
  return { tag, digest: entry.digest, name };
}

/** The operating system that roles are baked on, with the state of the archive that it was made from. */
function presentSystem(from: Ingredients, os: string): Ingredient & Pick<BakeInput, 'sourceDateEpoch' | 'archive'> {
  const hint = `rolebake os update ${os}`;
  const { tag, entry } = taggedHead(from, 'os', os, hint);
  const archive = entry.objects?.['archive'];
  if (!from.isPresent(entry.digest))
    throw new Refusal({ code: 'snapshot-missing', message: `the snapshot of ${tag} is not here, or not whole`, hint });
  if (archive !== undefined && !from.hasArchive(archive))
    throw new Refusal({ code: 'snapshot-missing', message: `the archive state of ${tag} is not here`, hint });
  const sourceDateEpoch = Number(entry.details['source_date_epoch'] ?? 0);
  const { references } = entry;
  return {
    ...{ tag, digest: entry.digest, sourceDateEpoch },
    ...(archive === undefined ? {} : { archive }),
    ...(references === undefined ? {} : { references }),
  };
}

/** The head of a component that must have one, fit to be built on; `hint` is the command that gives it. */
function taggedHead(from: Ingredients, stream: Stream, name: string, hint: string): TagRecord {
  const head = headOf(from, stream, name);
  const ours = from.revoked.filter(({ entry }) => entry.stream === stream && entry.name === name);
  const newest = head ?? ours.at(-1);
  if (newest) refuseRevoked(newest, hint);
  if (head) return head;
  throw new Refusal({ code: 'unknown-tag', message: `${stream}/${name} has no tag yet`, hint });
}

const headOf = (from: Ingredients, stream: Stream, name: string): TagRecord | undefined =>
  from.heads.find(({ entry }) => entry.stream === stream && entry.name === name);
