import { atOnce } from '../bake/at-once.ts';
import { bakeKind, bakeSubject } from '../bake/bake-job.ts';
import type { BakeInput, PlannedBake } from '../bake/plan.ts';
import { bakeMachine, testMachine } from '../bake/steps/baking.ts';
import type { BakeResult } from '../bake/steps/tag.ts';
import type { Catalog } from '../catalog/model.ts';
import type { JobEvent } from '../engine/job.ts';
import { type Tried, tryJob } from '../engine/run-job.ts';
import { whyRevoked } from '../ledger/refuse-revoked.ts';
import { type Problem, Refusal } from '../problem/problem.ts';
import { atCatalog } from './at-catalog.ts';
import { pointToLog } from './bake-log.ts';
import { followBake, outputLog } from './follow-bake.ts';
import { hostFailure, isDiskFull } from './host-failure.ts';
import { jobObserver } from './job-observer.ts';
import { digestOfJob } from './jobs/job-image.ts';
import { isKept, machineOfJob } from './kept-machines.ts';
import { keepText, planData } from './plans.ts';
import type { Session } from './session.ts';
import { takeOverBakes } from './settle.ts';
import type { Answer } from './verb.ts';
import type { Workshop } from './workshop.ts';

/**
 * Bakes side by side, each in a machine of its own, at most `limit` of which run at a time: while one image is stored,
 * the next machine works. One bake that fails does not stop the others. Errors are shown at the
 * lines of the catalog that was compiled, if there is one.
 */
export async function bakeAll(
  session: Session,
  workshop: Workshop,
  catalog: Catalog | undefined,
  plans: readonly PlannedBake[],
  limit: number,
): Promise<Answer> {
  const { progress } = session;
  progress.expect(plans.flatMap(({ action, input }) => (action === 'bake' ? [input.role] : [])));
  const results = await atOnce(
    limit,
    plans.map(
      (plan) => (seat) =>
        shown(session, plan, bakeOne(session, { ...workshop, place: { ...workshop.place, seat } }, catalog, plan)),
    ),
    (error) => error instanceof Refusal && error.problems.some(({ code }) => code === 'interrupted'),
  );
  progress.settle();
  const failures = results.filter((result) => result.status === 'rejected').map((result) => result.reason as unknown);
  const done = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  const problems = failures.length === 0 ? {} : { problems: problemsOf(failures) };
  return { data: done.map((one) => one.data), text: done.map((one) => one.text).join('\n'), ...problems };
}

/** What became of one role, as data and for a person: `outcome` beside its name. */
interface Baked {
  readonly data: object;
  readonly text: string;
  readonly outcome: string;
}

const bakedAs = (plan: PlannedBake, data: object, word: string, outcome: string): Baked => ({
  data: { ...planData(plan), ...data },
  text: `${plan.input.role.padEnd(14)} ${word}  ${outcome}`,
  outcome,
});

const kept = (plan: PlannedBake, tag: string, sameKey = true): Baked =>
  bakedAs(plan, { action: 'keep', tag }, 'keep', keepText({ tag, sameKey }));

/** Shows what comes of a bake. */
async function shown(
  { progress }: Session,
  { action, input: { role } }: PlannedBake,
  bake: Promise<Baked>,
): Promise<Baked> {
  try {
    const done = await bake;
    if (action === 'bake') progress.finish(role, 'done', done.outcome);
    return done;
  } catch (error) {
    progress.finish(role, 'failed', error instanceof Refusal ? (error.problems[0]?.code ?? '') : 'failed');
    throw error;
  }
}

/**
 * Bakes a role unless it is kept. Of several processes that want the same bake one does it and the others follow; what
 * another one has left is finished first.
 */
async function bakeOne(
  session: Session,
  workshop: Workshop,
  catalog: Catalog | undefined,
  plan: PlannedBake,
): Promise<Baked> {
  if (plan.action === 'keep') return kept(plan, plan.tag, plan.sameKey);
  if (plan.action === 'refuse') {
    const hint = 'change what was wrong with it; if nothing was, --revoked-too bakes it under a new tag';
    throw new Refusal({
      code: 'revoked-tag',
      message: `${whyRevoked(plan.revoked)}; it has the key of ${plan.input.role} now`,
      hint,
    });
  }
  const subject = bakeSubject(plan.input);
  for (;;) {
    await takeOverBakes(session, workshop, 'finish', (job) => job.subject === subject);
    const made = await madeMeanwhile(workshop, plan.input);
    if (made !== undefined) return kept(plan, made);
    const tried = await bakeNow(session, workshop, catalog, plan);
    if (tried.outcome === 'ran') return tried.result;
    await followBake(session, workshop, plan.input, tried.other).catch((error) => throwAtCatalog(error, catalog));
  }
}

/** The tag that another process has given to the same bake since it was planned, if it is the head and really here. */
async function madeMeanwhile(workshop: Workshop, { role, key }: BakeInput): Promise<string | undefined> {
  const head = (await workshop.place.ledger.tags({ stream: 'role', name: role, revoked: false })).at(-1);
  if (head?.entry.bake?.key !== key) return undefined;
  return (await workshop.images.present([head])).has(head.entry.digest) ? head.tag : undefined;
}

async function bakeNow(
  session: Session,
  workshop: Workshop,
  catalog: Catalog | undefined,
  plan: PlannedBake,
): Promise<Tried<Baked>> {
  const { role } = plan.input;
  const show = jobObserver(session, role);
  let job = '';
  const observe = (event: JobEvent) => {
    job = event.job;
    show(event);
  };
  const tried = await tryJob(workshop.journal, bakeKind(workshop.place), plan.input, { observe }).catch(
    async (error: unknown) => {
      // The journal cannot note an undo on a full disk, so that the job stays open; its machines go at once.
      if (isDiskFull(error))
        for (const name of [bakeMachine, testMachine]) await workshop.machines.terminate(name(job));
      if (workshop.journal.job(job)?.state === 'cancelled')
        session.progress.say(`  ${role.padEnd(14)} the bake is undone: nothing of it is left`);
      await sayKept(session, workshop, role, job);
      const log = outputLog(workshop.place.logs, job);
      return pointToLog(atCatalog(error, catalog), log, session.shown(log));
    },
  );
  return tried.outcome === 'busy' ? tried : { outcome: 'ran', result: baked(plan, tried.result) };
}

/** What of a bake that failed is there for a look: its machine, and an image that did not pass. */
async function sayKept(session: Session, { journal, machines }: Workshop, role: string, job: string): Promise<void> {
  if (journal.job(job)?.state !== 'failed') return;
  const say = (text: string) => session.progress.say(`  ${role.padEnd(14)} ${text}`);
  const machine = await machineOfJob(machines, job);
  if (machine !== undefined && isKept(journal, machine))
    say(`${machine.id} is kept. look: rolebake ssh ${machine.id}; end it: rolebake terminate ${machine.id}`);
  if (digestOfJob(journal, job) !== undefined)
    say(`its image has no tag and is kept aside. look: rolebake launch ${job}; remove it: rolebake store prune`);
}

const baked = (plan: PlannedBake, result: BakeResult): Baked =>
  bakedAs(plan, result, 'bake', `${result.tag} in ${result.seconds} s, ${result.resources} resources`);

function throwAtCatalog(error: unknown, catalog: Catalog | undefined): never {
  throw atCatalog(error, catalog);
}

/** All that went wrong, each once; what is no expected failure goes on. */
function problemsOf(failures: readonly unknown[]): readonly Problem[] {
  return [...new Set(failures)].flatMap((failure) => {
    const refusal = failure instanceof Refusal ? failure : hostFailure(failure);
    if (refusal === undefined) throw failure;
    return refusal.problems;
  });
}
