import type { BakeInput } from '../../bake/plan.ts';
import type { JobRecord } from '../../engine/job-record.ts';
import type { Provider } from '../../machines/provider.ts';
import type { Session } from '../session.ts';
import type { Answer, Verb } from '../verb.ts';

export const jobsRetryVerb: Verb = {
  name: 'jobs retry',
  summary: 'bake again what a job was to bake: the same parent, application and generated files',
  arguments: [{ name: '<job>', description: 'its id, as rolebake jobs lists it' }],
  examples: ['rolebake jobs retry 90385981a6', 'rolebake bake web    # what the catalog says now'],
  run,
};

async function run(session: Session, [id = '']: readonly string[]): Promise<Answer> {
  const { bakeAll } = await import('../bake-run.ts');
  const { jobNamed } = await import('../jobs/job-named.ts');
  const { openWorkshop } = await import('../workshop.ts');
  const workshop = await openWorkshop(session, 'undo', { provider: await providerOfJob(session, id) });
  const { journal, place } = workshop;
  const job = jobNamed(journal, id);
  await refuseUnfit(job);
  const input = journal.input(id) as BakeInput;
  const { digest } = await place.converger();
  if (input.parts['converger'] !== digest) await refuseOutdated(job, input.role);
  const plan = { action: 'bake', input, reasons: [] } as const;
  return await bakeAll(session, workshop, undefined, [plan], 1);
}

async function providerOfJob(session: Session, id: string): Promise<Provider> {
  const { jobNamed } = await import('../jobs/job-named.ts');
  const { providerOf } = await import('../settle.ts');
  using journal = await session.journal();
  return providerOf(journal, jobNamed(journal, id));
}

async function refuseUnfit({ id, state, kind }: JobRecord): Promise<void> {
  const { Refusal } = await import('../../problem/problem.ts');
  if (kind !== 'bake') throw new Refusal({ code: 'job-outdated', message: `job ${id} is no bake but a ${kind}` });
  if (state !== 'running') return;
  throw new Refusal({ code: 'lock-busy', message: `job ${id} still runs`, hint: `rolebake jobs follow ${id}` });
}

async function refuseOutdated({ id }: JobRecord, role: string): Promise<never> {
  const { Refusal } = await import('../../problem/problem.ts');
  const message = `job ${id} was to be baked by another converger than this rolebake has`;
  throw new Refusal({ code: 'job-outdated', message, hint: `rolebake bake ${role}` });
}
