import { Refusal } from '../../../problem/problem.ts';
import { machinesOf } from '../labels.ts';
import type { Raising } from '../up-place.ts';

/** Refuses with `lock-busy` a plan that knows nothing of a machine which another job has launched since. */
export async function refuseOutdated({ place, input }: Pick<Raising, 'place' | 'input'>): Promise<true> {
  const { environment, plan } = input;
  const known = new Set([
    ...plan.roles.flatMap(({ keep, end }) => [...keep, ...end]),
    ...plan.gone.flatMap(({ end }) => end),
  ]);
  const unknown = machinesOf(environment, await place.machines.list()).filter(({ id }) => !known.has(id));
  if (unknown.length === 0) return true;
  const message = `another job has launched ${unknown.map(({ id }) => id).join(', ')} in ${environment} since this was planned`;
  throw new Refusal({ code: 'lock-busy', message, hint: 'the same command again plans anew' });
}
