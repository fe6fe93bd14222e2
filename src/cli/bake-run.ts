import { join } from 'node:path';
import { atOnce } from '../bake/at-once.ts';
import { type BakeResult, bakeKind, bakeMachine } from '../bake/bake-job.ts';
import type { BakeInput, PlannedBake } from '../bake/plan.ts';
import type { Catalog } from '../catalog/model.ts';
import type { JobEvent } from '../engine/job.ts';
import { runJob } from '../engine/run-job.ts';
import { parseDigest } from '../naming/digest.ts';
import { type Problem, Refusal } from '../problem/problem.ts';
import { atCatalog } from './at-catalog.ts';
import { pointToLog } from './bake-log.ts';
import { hostFailure, isDiskFull } from './host-failure.ts';
import { jobObserver } from './job-observer.ts';
import { withRoleLock } from './role-lock.ts';
import type { Session } from './session.ts';
import { settleRole } from './settle.ts';
import type { Answer } from './verb.ts';
import type { Workshop } from './workshop.ts';

/** Bakes side by side, each in a machine of its own; one that fails does not stop the others. */
export async function bakeAll(
  session: Session,
  workshop: Workshop,
  catalog: Catalog,
  plans: readonly PlannedBake[],
  limit: number,
): Promise<Answer> {
  const results = await atOnce(
    limit,
    plans.map((plan) => () => bakeOne(session, workshop, catalog, plan)),
    (error) => error instanceof Refusal && error.problems.some(({ code }) => code === 'interrupted'),
  );
  const failures = results.filter((result) => result.status === 'rejected').map((result) => result.reason as unknown);
  const done = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  const problems = failures.length === 0 ? {} : { problems: problemsOf(failures) };
  return { data: done.map((one) => one.data), text: done.map((one) => one.text).join('\n'), ...problems };
}

/** What became of one role, as data and for a person. */
interface Baked {
  readonly data: object;
  readonly text: string;
}

const kept = (plan: PlannedBake, tag: string): Baked => ({
  data: { ...planData(plan), action: 'keep', tag },
  text: `${plan.input.role.padEnd(14)} keep  ${tag} has this key`,
});

/** Bakes a role unless it is kept; of several processes that want the same bake, one does it and the others find it. */
async function bakeOne(session: Session, workshop: Workshop, catalog: Catalog, plan: PlannedBake): Promise<Baked> {
  const { role } = plan.input;
  if (plan.action === 'keep') return kept(plan, plan.tag);
  const onWait = () => session.progress.say(`  ${role.padEnd(14)} is being baked by another process; waiting`);
  const act = async () => {
    await settleRole(session, workshop, role);
    const made = await madeMeanwhile(workshop, plan.input);
    return made === undefined ? await bakeNow(session, workshop, catalog, plan) : kept(plan, made);
  };
  return await withRoleLock(session.settings.state, role, act, onWait);
}

/** The tag that another process has given to the same bake since it was planned, if it is the head and really here. */
async function madeMeanwhile(workshop: Workshop, { role, key }: BakeInput): Promise<string | undefined> {
  const head = (await workshop.place.ledger.tags({ stream: 'role', name: role })).at(-1);
  const same = head?.entry.bake?.key === key && workshop.snapshots.has(parseDigest(head.entry.digest));
  return same ? head?.tag : undefined;
}

async function bakeNow(session: Session, workshop: Workshop, catalog: Catalog, plan: PlannedBake): Promise<Baked> {
  const { role } = plan.input;
  const show = jobObserver(session, role);
  let job = '';
  const observe = (event: JobEvent) => {
    job = event.job;
    show(event);
  };
  const result: BakeResult = await runJob(workshop.journal, bakeKind(workshop.place), plan.input, { observe }).catch(
    async (error: unknown) => {
      // The journal cannot note an undo on a full disk, so that the job stays open; its machine goes at once.
      if (isDiskFull(error)) await workshop.machines.terminate(bakeMachine(job));
      const log = join(workshop.place.logs, job, 'output.log');
      return pointToLog(atCatalog(error, catalog), log, session.shown(log));
    },
  );
  return {
    data: { ...planData(plan), ...result },
    text: `${role.padEnd(14)} bake  ${result.tag} in ${result.seconds} s, ${result.resources} resources`,
  };
}

/** All that went wrong, each once; what is no expected failure goes on. */
function problemsOf(failures: readonly unknown[]): readonly Problem[] {
  return [...new Set(failures)].flatMap((failure) => {
    const refusal = failure instanceof Refusal ? failure : hostFailure(failure);
    if (refusal === undefined) throw failure;
    return refusal.problems;
  });
}

/** A plan as `--json` shows it. */
export const planData = (plan: PlannedBake): object => ({
  role: plan.input.role,
  action: plan.action,
  target: plan.input.target,
  key: plan.input.key,
  parts: plan.input.parts,
  ...(plan.action === 'keep' ? { tag: plan.tag } : { differs: plan.differs }),
});

/** A plan as a person reads it. */
export const planText = (plan: PlannedBake): string =>
  plan.action === 'keep'
    ? `${plan.input.role.padEnd(14)} keep  ${plan.tag} has this key`
    : `${plan.input.role.padEnd(14)} bake  with ${plan.input.target}: ${plan.differs.join(', ')}`;
