import { availableParallelism } from 'node:os';
import type { PlannedBake } from '../../bake/plan.ts';
import type { Catalog, Role } from '../../catalog/model.ts';
import { type Tool, toolsOf } from '../../catalog/resources/tools.ts';
import { Refusal } from '../../problem/problem.ts';
import type { Session } from '../session.ts';
import { type Answer, type Options, textOption, type Verb } from '../verb.ts';

export const bakeVerb: Verb = {
  name: 'bake',
  summary: 'bake roles into images: launch, converge twice, check, seal, snapshot, launch and check the image, tag',
  arguments: [{ name: '[role...]', description: 'roles to bake' }],
  options: [
    { flags: '--all', description: 'every role of the catalog' },
    {
      flags: '--target <tool>',
      description: 'the tool that converges; default: what rolebake.yaml says, else puppet',
      choices: ['puppet', 'chef'],
    },
    { flags: '--at-once <machines>', description: 'bake at most so many side by side; default: one a processor' },
    { flags: '--keep-on-failure', description: 'leave the machine of a bake that fails, for rolebake ssh' },
    { flags: '--dry-run', description: 'show what would be baked and why; bake nothing' },
  ],
  examples: [
    'rolebake bake web',
    'rolebake bake --all',
    'rolebake bake worker --target chef',
    'rolebake bake --all --dry-run',
    'rolebake bake web --keep-on-failure',
  ],
  run,
};

async function run(session: Session, names: readonly string[], options: Options): Promise<Answer> {
  const { bakeAll, planData, planText } = await import('../bake-run.ts');
  const { openWorkshop } = await import('../workshop.ts');
  const { planBake } = await import('../../bake/plan.ts');
  const { parseDigest } = await import('../../naming/digest.ts');
  const catalog = session.catalog();
  const roles = await rolesOf(catalog, names, options['all'] === true);
  const workshop = await openWorkshop(session, options['dryRun'] ? 'undo' : 'finish');
  const bundle = await workshop.place.converger();
  const from = {
    heads: await workshop.place.ledger.heads(),
    convergerDigest: bundle.digest,
    isPresent: (digest: string) => workshop.snapshots.has(parseDigest(digest)),
  };
  const target = options['target'] === 'puppet' || options['target'] === 'chef' ? options['target'] : undefined;
  const plans = roles.map((role) =>
    planBake(catalog, role, chosenTool(role, target ?? session.settings.targetOf(role.name)), from),
  );
  if (options['dryRun']) return { data: plans.map(planData), text: plans.map(planText).join('\n') };
  const keepOnFailure = options['keepOnFailure'] === true;
  const wanted = plans.map((plan): PlannedBake => ({ ...plan, input: { ...plan.input, keepOnFailure } }));
  return await bakeAll(session, workshop, catalog, wanted, limitOf(options));
}

/** The tool that is wanted, else the first that has all profiles of the role. */
function chosenTool(role: Role, wanted: Tool | undefined): Tool {
  const tools = toolsOf(role.profiles);
  const tool = wanted ?? tools[0];
  if (tool !== undefined && tools.includes(tool)) return tool;
  const message = `role ${role.name} cannot be baked with ${tool}: a profile of it is not made for that`;
  throw new Refusal({ code: 'no-tool', message, hint: `--target ${tools.join(', ')}` });
}

async function rolesOf(catalog: Catalog, names: readonly string[], all: boolean): Promise<readonly Role[]> {
  const { suggest } = await import('../../catalog/nearest.ts');
  if (all === names.length > 0) {
    throw new Refusal({
      code: 'usage',
      message: 'name the roles to bake, or give --all',
      hint: `roles: ${catalog.roles.map((role) => role.name).join(', ')}`,
    });
  }
  if (all) return catalog.roles;
  return [...new Set(names)].map((name) => {
    const role = catalog.roles.find((one) => one.name === name);
    if (role) return role;
    throw new Refusal({
      code: 'unknown-role',
      message: `the catalog has no role ${name}`,
      hint: suggest(
        name,
        catalog.roles.map((one) => one.name),
      ),
    });
  });
}

function limitOf(options: Options): number {
  const text = textOption(options, 'atOnce');
  if (text === undefined) return availableParallelism();
  if (/^[1-9]\d{0,2}$/.test(text)) return Number(text);
  throw new Refusal({ code: 'usage', message: `--at-once ${text} is not a number of machines`, hint: '--at-once 4' });
}
