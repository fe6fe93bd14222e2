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
  return { data: plans.map(planData), text: planTable(plans) };
}
