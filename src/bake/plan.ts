import { roleChecks } from '../catalog/checks/checks.ts';
import type { Catalog, Role } from '../catalog/model.ts';
import { compile, type Generated, type Target, treeOf } from '../compile/compile.ts';
import type { TagRecord } from '../ledger/ledger.ts';
import type { Stream } from '../ledger/tag.ts';
import { digestOf } from '../naming/digest.ts';
import { Refusal } from '../problem/problem.ts';
import { bakeKey, type KeyParts, treeDigest } from './bake-key.ts';
import type { BakeCheck } from './checks/run-checks.ts';
import { imageContract } from './image-contract.ts';

/** A tag that a bake builds on. */
export interface Ingredient {
  readonly tag: string;
  readonly digest: string;
}

/** Everything that a bake needs to know; plain data, kept in the journal. */
export interface BakeInput {
  readonly role: string;
  readonly target: Target;
  readonly key: string;
  readonly parts: KeyParts;
  readonly parent: Ingredient;
  readonly application?: Ingredient & { readonly name: string };
  /** The generated files that this role uses, as the tool wants them. */
  readonly tree: Readonly<Record<string, string>>;
  /** Seconds since 1970: no file of the image is younger. */
  readonly sourceDateEpoch: number;
  /** What the ledger keeps beside the digest, so that the image can be launched without the catalog. */
  readonly details: Readonly<Record<string, unknown>>;
  /** What a machine of the role must show. */
  readonly checks: readonly BakeCheck[];
  /** Whether the machine of a bake that fails is kept, for a look. */
  readonly keepOnFailure?: boolean;
}

/** What would be done for a role, and why. */
export type PlannedBake =
  | { readonly action: 'keep'; readonly input: BakeInput; readonly tag: string }
  | { readonly action: 'bake'; readonly input: BakeInput; readonly differs: readonly string[] };

/** What a plan is made from. */
export interface Ingredients {
  readonly heads: readonly TagRecord[];
  readonly convergerDigest: string;
  /** Whether the snapshot of a digest is here. */
  readonly isPresent: (digest: string) => boolean;
}

/** Plans the bake of one role: kept if the head of its stream has the same key and is really here. Pure. */
export function planBake(catalog: Catalog, role: Role, target: Target, from: Ingredients): PlannedBake {
  const input = bakeInput(catalog, role, target, from);
  const head = headOf(from, 'role', role.name);
  if (head?.entry.bake?.key === input.key && from.isPresent(head.entry.digest))
    return { action: 'keep', input, tag: head.tag };
  return { action: 'bake', input, differs: reasons(head, input.parts, from) };
}

function bakeInput(catalog: Catalog, role: Role, target: Target, from: Ingredients): BakeInput {
  const { sourceDateEpoch, ...parent } = presentSystem(from, catalog.os);
  const application = applicationOf(from, role);
  const tree = roleTree(catalog, role, target);
  const details = imageContract(role, application?.tag);
  const checks = roleChecks(role, catalog.os);
  const parts: KeyParts = {
    [`os/${catalog.os}`]: parent.digest,
    ...(application ? { [`app/${application.name}`]: application.digest } : {}),
    catalog: treeDigest(tree),
    checks: digestOf(JSON.stringify(checks.map(({ expects, from }) => ({ expects, from })))),
    contract: digestOf(JSON.stringify({ ...details, application: undefined })),
    converger: from.convergerDigest,
    target: digestOf(target),
  };
  return {
    ...{ role: role.name, target, key: bakeKey(parts), parts, parent },
    ...(application ? { application } : {}),
    ...{ tree: Object.fromEntries(tree), sourceDateEpoch, details },
    checks: checks.map(({ expects, from, source, place }) => ({ expects, from, source, place: place() })),
  };
}

/** The generated files of this role alone: its class or cookbook, its data, and the profiles that it uses. */
function roleTree(catalog: Catalog, role: Role, target: Target): Generated {
  const own = { ...catalog, roles: [role], profiles: role.profiles.map(({ profile }) => profile) };
  return treeOf(compile(own), target);
}

function applicationOf(from: Ingredients, { application: name }: Role): BakeInput['application'] {
  if (name === undefined) return undefined;
  const { tag, entry } = taggedHead(from, 'app', name, `rolebake app tag ${name} FOLDER`);
  return { tag, digest: entry.digest, name };
}

function presentSystem(from: Ingredients, os: string): Ingredient & Pick<BakeInput, 'sourceDateEpoch'> {
  const hint = `rolebake os update ${os}`;
  const { tag, entry } = taggedHead(from, 'os', os, hint);
  if (from.isPresent(entry.digest))
    return { tag, digest: entry.digest, sourceDateEpoch: Number(entry.details['source_date_epoch'] ?? 0) };
  throw new Refusal({ code: 'snapshot-missing', message: `the snapshot of ${tag} is not here`, hint });
}

/** The head of a component that must have one; `hint` is the command that gives it. */
function taggedHead(from: Ingredients, stream: Stream, name: string, hint: string): TagRecord {
  const head = headOf(from, stream, name);
  if (head) return head;
  throw new Refusal({ code: 'unknown-tag', message: `${stream}/${name} has no tag yet`, hint });
}

const headOf = (from: Ingredients, stream: Stream, name: string): TagRecord | undefined =>
  from.heads.find(({ entry }) => entry.stream === stream && entry.name === name);

function reasons(head: TagRecord | undefined, parts: KeyParts, from: Ingredients): string[] {
  const bake = head?.entry.bake;
  if (!head || !bake) return ['never baked'];
  const names = new Set([...Object.keys(parts), ...Object.keys(bake.parts)]);
  const differs = [...names].filter((name) => parts[name] !== bake.parts[name]).sort();
  return differs.length > 0 || from.isPresent(head.entry.digest)
    ? differs
    : [`the snapshot of ${head.tag} is not here`];
}
