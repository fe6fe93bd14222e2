import { applicationProblems } from '../bake/application-fit.ts';
import { type BakeInput, type PlannedBake, planBake } from '../bake/plan.ts';
import { reasonText } from '../bake/reasons.ts';
import type { Catalog, Role } from '../catalog/model.ts';
import type { Journal } from '../engine/journal.ts';
import type { TagRecord } from '../ledger/ledger.ts';
import { headsFor } from '../ledger/provider-of.ts';
import { whyRevoked } from '../ledger/refuse-revoked.ts';
import { parseDigest } from '../naming/digest.ts';
import { unlockedProblems } from '../pins/lock.ts';
import { pinsOf, profilesOf } from '../pins/pinned.ts';
import { Refusal } from '../problem/problem.ts';
import { heldHeads, movedByHead, withSystem } from './archive-heads.ts';
import { chosenTool } from './chosen-roles.ts';
import { lockIn } from './pins-lock.ts';
import type { PlanPlace } from './plan-place.ts';
import { visible } from './problems/visible.ts';
import type { Session } from './session.ts';
import { table } from './table.ts';

/** What a plan is made with, besides catalog and ledger. */
interface PlanWishes extends Omit<PlanPlace, 'journal' | typeof Symbol.asyncDispose> {
  /** The tool that is wanted for all roles; default: what the settings say for each. */
  readonly target: string | undefined;
  readonly convergerDigest: string;
  /** The tag whose packages the bakes are held to. */
  readonly hold?: TagRecord;
  /** Absent: no earlier bake is known. */
  readonly journal?: Pick<Journal, 'input'>;
  /** Whether an image that is revoked may be made again, under a new tag. */
  readonly revokedToo?: boolean;
}

/** Plans the bakes of these roles. */
export async function planRoles(
  session: Session,
  catalog: Catalog,
  roles: readonly Role[],
  { target, provider, parent, convergerDigest, images, packages, journal, hold, revokedToo = false }: PlanWishes,
): Promise<PlannedBake[]> {
  const wanted = target === 'puppet' || target === 'chef' ? target : undefined;
  const ledger = await session.ledger();
  const view = await ledger.view();
  const own = headsFor(view, provider);
  const heads = await heldHeads(ledger, parent === undefined ? own : await withSystem(ledger, own, parent), hold);
  const toolOf = (role: Role) => chosenTool(role, wanted ?? session.settings.targetOf(role.name));
  const lock = lockIn(session.settings.root);
  const pins = (role: Role) => pinsOf(profilesOf(role), toolOf(role));
  const unfit = roles.flatMap((role) => [...applicationProblems(role, heads), ...unlockedProblems(lock, pins(role))]);
  if (unfit.length > 0) throw new Refusal(unfit);
  const moved = packages && (await movedByHead(heads, catalog.os, { packages, ledger }));
  const present = images && (await images.present(wantedOf(heads, roles)));
  const from = {
    heads,
    provider,
    revoked: view.revoked(),
    revokedToo,
    movedOf: (head: TagRecord) => moved?.get(head.tag),
    convergerDigest,
    isPresent: (digest: string) => present?.has(digest) ?? true,
    hasArchive: (digest: string) => packages?.states.has(parseDigest(digest)) ?? true,
    lock,
    treeOfJob: (job: string) => (journal?.input(job) as Partial<BakeInput> | undefined)?.tree,
  };
  const plans = roles.map((role) => planBake(catalog, role, toolOf(role), from));
  return hold ? plans.map((plan) => ({ ...plan, input: { ...plan.input, hold: hold.tag } })) : plans;
}

/** Those whose images these roles could be kept as or baked on. */
function wantedOf(heads: readonly TagRecord[], roles: readonly Role[]): TagRecord[] {
  const names = new Set(roles.map(({ name }) => name));
  return heads.filter(({ entry }) => entry.stream === 'os' || (entry.stream === 'role' && names.has(entry.name)));
}

/** A plan as `--json` shows it. */
export const planData = (plan: PlannedBake): object => ({
  role: plan.input.role,
  action: plan.action,
  target: plan.input.target,
  key: plan.input.key,
  parts: plan.input.parts,
  ...outcomeOf(plan),
});

function outcomeOf(plan: PlannedBake): object {
  switch (plan.action) {
    case 'keep':
      return { tag: plan.tag };
    case 'bake':
      return { head: plan.head, reasons: plan.reasons };
    case 'refuse':
      return { revoked: plan.revoked.tag };
  }
}

/** Plans as a person reads them, a line each. */
export const planTable = (plans: readonly PlannedBake[]): string =>
  table(plans.map((plan) => [plan.input.role, plan.action, whyText(plan)]));

/** Why nothing is to be baked. */
export const keepText = ({ tag, sameKey }: { readonly tag: string; readonly sameKey: boolean }): string =>
  `${tag} has ${sameKey ? 'this key' : 'the same packages'}`;

function whyText(plan: PlannedBake): string {
  if (plan.action === 'keep') return keepText(plan);
  if (plan.action === 'refuse') return visible(`${whyRevoked(plan.revoked)}; it has this key`);
  const reasons = plan.reasons.map(reasonText).join(', ');
  const differs = plan.reasons.some(({ why }) => why !== 'never-baked' && why !== 'snapshot-missing');
  return differs ? `${plan.head} differs in: ${reasons}` : reasons;
}
