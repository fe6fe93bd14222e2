import type { PlannedBake } from '../../bake/plan.ts';
import { parseTag } from '../../ledger/tag.ts';
import type { Cost } from '../../machines/ec2/costs/cost.ts';
import { chosenProvider, PROVIDER } from '../provider-option.ts';
import type { Session } from '../session.ts';
import { type Answer, type Options, textOption, type Verb } from '../verb.ts';

export const planVerb: Verb = {
  name: 'plan',
  summary: 'show which roles would be baked, and why; nothing is made, started or written',
  arguments: [{ name: '[role...]', description: 'roles to look at; default: all' }],
  options: [
    {
      flags: '--target <tool>',
      description: 'the tool that would converge; default: what rolebake.yaml says, else puppet',
      choices: ['puppet', 'chef'],
    },
    PROVIDER,
  ],
  examples: ['rolebake plan', 'rolebake plan web worker', 'rolebake plan --json'],
  run,
};

/** What no converger has: the plan must not build one. */
const NOT_BUILT = 'sha256:0000000000000000000000000000000000000000000000000000000000000000';

async function run(session: Session, names: readonly string[], options: Options): Promise<Answer> {
  const { rolesNamed } = await import('../chosen-roles.ts');
  const { planPlace } = await import('../plan-place.ts');
  const { planData, planRoles, planTable } = await import('../plans.ts');
  const { builtConverger } = await import('../../converge/bundle/converger.ts');
  const catalog = await session.catalog();
  const converger = await builtConverger(session.settings.cache);
  await using place = await planPlace(session, chosenProvider(session, options));
  const plans = await planRoles(session, catalog, names.length > 0 ? rolesNamed(catalog, names) : catalog.roles, {
    ...place,
    target: textOption(options, 'target'),
    convergerDigest: converger === undefined ? NOT_BUILT : `sha256:${converger}`,
  });
  if (converger === undefined)
    session.progress.say('the converger is not built on this host yet: each role is new to it');
  const costs = await costsOf(session, plans, place.cost);
  const data = plans.map((plan) => {
    const cost = costs.get(plan);
    return cost === undefined ? planData(plan) : { ...planData(plan), cost };
  });
  return { data, text: `${planTable(plans)}${await costLine([...costs.values()])}` };
}

/** A role that was never baked is taken to need so long. */
const FIRST_SECONDS = 300;

/** What each bake would cost: as long as the last one of its role took. */
async function costsOf(
  session: Session,
  plans: readonly PlannedBake[],
  costOf: ((seconds: number) => Cost) | undefined,
): Promise<Map<PlannedBake, Cost>> {
  const costs = new Map<PlannedBake, Cost>();
  if (costOf === undefined) return costs;
  const view = await (await session.ledger()).view();
  for (const plan of plans) {
    if (plan.action !== 'bake') continue;
    const head = plan.head === undefined ? undefined : view.tag(parseTag(plan.head));
    costs.set(plan, costOf(head?.entry.bake?.seconds ?? FIRST_SECONDS));
  }
  return costs;
}

async function costLine(costs: readonly Cost[]): Promise<string> {
  if (costs.length === 0) return '';
  const { costsTogether, costText } = await import('../../bake/ec2/bake-cost.ts');
  const sum = costsTogether(costs);
  return sum === undefined ? '' : `about ${costText(sum)}\n`;
}
