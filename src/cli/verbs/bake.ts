import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { PlannedBake } from '../../bake/plan.ts';
import type { Catalog, Role } from '../../catalog/model.ts';
import { Refusal } from '../../problem/problem.ts';
import { PROVIDER } from '../provider-option.ts';
import type { Session } from '../session.ts';
import { tagNamed } from '../tag-named.ts';
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
    {
      flags: '--at-once <machines>',
      description: 'let at most so many machines bake at a time; default: one a processor',
    },
    {
      flags: '--hold <tag>',
      description:
        'install the versions of packages that this tag has, such as role/web@1, though there are newer ones',
    },
    PROVIDER,
    { flags: '--keep-on-failure', description: 'leave the machine of a bake that fails, for rolebake ssh' },
    { flags: '--revoked-too', description: 'bake a role though its image would be one that is revoked' },
    { flags: '--publish', description: 'then publish what was baked, to the branch main' },
    { flags: '--dry-run', description: 'show what would be baked and why; bake nothing' },
  ],
  examples: [
    'rolebake bake web',
    'rolebake bake --all',
    'rolebake bake worker --target chef',
    'rolebake bake --all --dry-run',
    'rolebake bake web --keep-on-failure',
    'rolebake bake --all --publish',
    'rolebake bake web --hold role/web@1',
  ],
  run,
};

async function run(session: Session, names: readonly string[], options: Options): Promise<Answer> {
  const { bakeAll } = await import('../bake-run.ts');
  const { planData, planRoles, planTable } = await import('../plans.ts');
  const { sourceCommit } = await import('../../config-repo/source-commit.ts');
  const { parentIn } = await import('../plan-place.ts');
  const { openWorkshop } = await import('../workshop.ts');
  const catalog = await session.catalog();
  if (options['publish'] === true) {
    const { refuseUnpublishable } = await import('../bake-publish.ts');
    await refuseUnpublishable(session, catalog);
  }
  const roles = await rolesOf(catalog, names, options['all'] === true);
  const workshop = await openWorkshop(session, options['dryRun'] ? 'undo' : 'finish', options);
  const bundle = await workshop.place.converger();
  const held = textOption(options, 'hold');
  const plans = await planRoles(session, catalog, roles, {
    target: textOption(options, 'target'),
    convergerDigest: bundle.digest,
    provider: workshop.provider,
    ...(workshop.provider === 'ec2' ? parentIn(workshop.ec2) : {}),
    images: workshop.images,
    packages: workshop.place.packages,
    journal: workshop.journal,
    revokedToo: options['revokedToo'] === true,
    ...(held === undefined ? {} : { hold: await tagNamed(workshop.place.ledger, held) }),
  });
  if (options['dryRun']) return { data: plans.map(planData), text: planTable(plans) };
  const keepOnFailure = options['keepOnFailure'] === true;
  const { root, catalog: folder, generated } = session.settings;
  const places = [folder, generated, join(root, 'rolebake.yaml')];
  const source = await sourceCommit(session.effects.run, folder, places);
  const more = { keepOnFailure, ...(source ? { source } : {}) };
  const wanted = plans.map((plan): PlannedBake => ({ ...plan, input: { ...plan.input, ...more } }));
  const baked = await bakeAll(session, workshop, catalog, wanted, limitOf(options));
  return options['publish'] === true ? await (await import('../bake-publish.ts')).thenPublish(session, baked) : baked;
}

async function rolesOf(catalog: Catalog, names: readonly string[], all: boolean): Promise<readonly Role[]> {
  const { rolesNamed } = await import('../chosen-roles.ts');
  if (all !== names.length > 0) return all ? catalog.roles : rolesNamed(catalog, names);
  const hint = `roles: ${catalog.roles.map((role) => role.name).join(', ')}`;
  throw new Refusal({ code: 'usage', message: 'name the roles to bake, or give --all', hint });
}

function limitOf(options: Options): number {
  const text = textOption(options, 'atOnce');
  if (text === undefined) return availableParallelism();
  if (/^[1-9]\d{0,2}$/.test(text)) return Number(text);
  throw new Refusal({ code: 'usage', message: `--at-once ${text} is not a number of machines`, hint: '--at-once 4' });
}
