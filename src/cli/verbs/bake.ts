import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { BakeResult } from '../../bake/bake-job.ts';
import type { PlannedBake } from '../../bake/plan.ts';
import type { Catalog, Role } from '../../catalog/model.ts';
import type { JobEvent } from '../../engine/job.ts';
import { Refusal } from '../../problem/problem.ts';
import type { Session } from '../session.ts';
import { type Answer, type Options, textOption, type Verb } from '../verb.ts';
import type { Workshop } from '../workshop.ts';

export const bakeVerb: Verb = {
  name: 'bake',
  summary: 'bake roles into images: launch, converge, seal, snapshot, tag',
  arguments: [{ name: '[role...]', description: 'roles to bake' }],
  options: [
    { flags: '--all', description: 'every role of the catalog' },
    {
      flags: '--target <tool>',
      description: 'the tool that converges; default: what rolebake.yaml says, else puppet',
      choices: ['puppet', 'chef'],
    },
    { flags: '--at-once <machines>', description: 'bake at most so many side by side; default: one a processor' },
    { flags: '--dry-run', description: 'show what would be baked and why; bake nothing' },
  ],
  examples: [
    'rolebake bake web',
    'rolebake bake --all',
    'rolebake bake worker --target chef',
    'rolebake bake --all --dry-run',
  ],
  run,
};

async function run(session: Session, names: readonly string[], options: Options): Promise<Answer> {
  const { openWorkshop } = await import('../workshop.ts');
  const { planBake } = await import('../../bake/plan.ts');
  const { parseDigest } = await import('../../snapshots/digest.ts');
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
  const plans = roles.map((role) => planBake(catalog, role, target ?? session.settings.targetOf(role.name), from));
  if (options['dryRun']) return { data: plans.map(planData), text: plans.map(planText).join('\n') };
  return await bakeAll(session, workshop, plans, limitOf(options));
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

/** Bakes side by side, each in a machine of its own; one that fails does not stop the others. */
async function bakeAll(
  session: Session,
  workshop: Workshop,
  plans: readonly PlannedBake[],
  limit: number,
): Promise<Answer> {
  const { atOnce } = await import('../../bake/at-once.ts');
  const results = await atOnce(
    limit,
    plans.map((plan) => () => bakeOne(session, workshop, plan)),
    (error) => error instanceof Refusal && error.problems.some(({ code }) => code === 'interrupted'),
  );
  const failures = results.filter((result) => result.status === 'rejected').map((result) => result.reason as unknown);
  const done = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  if (failures.length > 0)
    await reportFailures(
      session,
      failures,
      done.map((one) => one.text),
    );
  return { data: done.map((one) => one.data), text: done.map((one) => one.text).join('\n') };
}

async function bakeOne(
  session: Session,
  workshop: Workshop,
  plan: PlannedBake,
): Promise<{ data: object; text: string }> {
  const { role } = plan.input;
  if (plan.action === 'keep')
    return { data: planData(plan), text: `${role.padEnd(14)} keep  ${plan.tag} has this key` };
  const { runJob } = await import('../../engine/run-job.ts');
  const { bakeKind } = await import('../../bake/bake-job.ts');
  const { jobObserver } = await import('../workshop.ts');
  const { pointToLog } = await import('../bake-log.ts');
  const show = jobObserver(session, role);
  let log = '';
  const observe = (event: JobEvent) => {
    log = join(workshop.place.logs, event.job, 'output.log');
    show(event);
  };
  const result: BakeResult = await runJob(workshop.journal, bakeKind(workshop.place), plan.input, { observe }).catch(
    (error: unknown) => pointToLog(error, log, session.shown(log)),
  );
  return {
    data: { ...planData(plan), ...result },
    text: `${role.padEnd(14)} bake  ${result.tag} in ${result.seconds} s, ${result.resources} resources`,
  };
}

async function reportFailures(session: Session, failures: readonly unknown[], done: readonly string[]): Promise<never> {
  const bug = failures.find((failure) => !(failure instanceof Refusal));
  for (const text of done) session.progress.say(text);
  if (bug !== undefined) throw bug;
  throw new Refusal([...new Set(failures)].flatMap((failure) => (failure as Refusal).problems));
}

const planData = (plan: PlannedBake): object => ({
  role: plan.input.role,
  action: plan.action,
  target: plan.input.target,
  key: plan.input.key,
  parts: plan.input.parts,
  ...(plan.action === 'keep' ? { tag: plan.tag } : { differs: plan.differs }),
});

const planText = (plan: PlannedBake): string =>
  plan.action === 'keep'
    ? `${plan.input.role.padEnd(14)} keep  ${plan.tag} has this key`
    : `${plan.input.role.padEnd(14)} bake  with ${plan.input.target}: ${plan.differs.join(', ')}`;
