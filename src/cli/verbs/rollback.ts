import { Refusal } from '../../problem/problem.ts';
import type { EnvironmentRecord } from '../../release/up/environment-store.ts';
import type { Session } from '../session.ts';
import type { Answer, Options, Verb } from '../verb.ts';
import type { Workshop } from '../workshop.ts';
import { MOVE_OPTIONS } from './up.ts';

export const rollbackVerb: Verb = {
  name: 'rollback',
  summary: 'bring an environment back to the release that it ran before, or end a canary',
  options: MOVE_OPTIONS,
  examples: ['rolebake rollback --env test', 'rolebake rollback --env production --dry-run'],
  run,
};

async function run(session: Session, _: readonly string[], options: Options): Promise<Answer> {
  const { environmentOption, moveTo } = await import('../move-environment.ts');
  const { environmentStore } = await import('../environments.ts');
  const name = environmentOption(options);
  const target = ({ provider }: Workshop) => targetOf(name, environmentStore(session, provider).get(name));
  return await moveTo(session, options, (workshop) => workshop.place.ledger.show(target(workshop)), { weight: 100 });
}

function targetOf(name: string, record: EnvironmentRecord | undefined): string {
  const target = record?.canary ? record.release : record?.previous;
  if (target !== undefined) return target;
  const [message, hint] = record
    ? [`${name} has run nothing before ${record.release}`, `rolebake up RELEASE@NUMBER --env ${name}`]
    : [`${name} does not run`, `rolebake up RELEASE --env ${name}`];
  throw new Refusal({ code: 'unknown-release', message, hint });
}
