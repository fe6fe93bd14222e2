import { PROVIDER } from '../provider-option.ts';
import type { Session } from '../session.ts';
import type { Answer, Options, Verb } from '../verb.ts';

export const downVerb: Verb = {
  name: 'down',
  summary: 'end an environment: its machines, balancers and names',
  options: [
    { flags: '--env <name>', description: 'the environment' },
    PROVIDER,
    { flags: '--dry-run', description: 'end nothing; show what would end' },
  ],
  examples: ['rolebake down --env test-alice', 'rolebake down --env test --dry-run'],
  run,
};

async function run(session: Session, _: readonly string[], options: Options): Promise<Answer> {
  const { openWorkshop } = await import('../workshop.ts');
  const { environmentOption } = await import('../move-environment.ts');
  const { environmentsThere, refuseUnknown, upPlace } = await import('../environments.ts');
  const { runJob } = await import('../../engine/run-job.ts');
  const { jobObserver } = await import('../job-observer.ts');
  const { downKind } = await import('../../release/up/down-job.ts');
  const { machinesIn } = await import('../../release/up/labels.ts');
  const environment = environmentOption(options);
  const workshop = await openWorkshop(session, 'undo', options);
  const place = upPlace(session, workshop);
  const ids = (await machinesIn(place, environment)).map(({ id }) => id);
  const isKnown = place.environments.get(environment) !== undefined;
  const isThere = isKnown || ids.length > 0 || (await place.balancers.list(environment)).length > 0;
  if (!isThere) refuseUnknown(session, environment, await environmentsThere(place));
  if (!isThere) return { data: { environment, action: 'keep', ended: [] }, text: `${environment} does not run` };
  if (options['dryRun'] === true)
    return {
      data: { environment, action: 'dry-run', ended: ids },
      text: `would end: ${ids.join(', ') || 'what is in front of it'}`,
    };
  await runJob(
    workshop.journal,
    downKind(place),
    { provider: workshop.provider, environment },
    { observe: jobObserver(session, environment) },
  );
  return {
    data: { environment, action: 'down', ended: ids },
    text: `${environment} is down: ${ids.length} machines ended`,
  };
}
