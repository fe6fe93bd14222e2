import { type BakeCheck, failedChecks } from '../../../bake/checks/run-checks.ts';
import { rootLogin } from '../../../bake/root-login.ts';
import { checkSubject } from '../../../catalog/checks/check.ts';
import { Refusal } from '../../../problem/problem.ts';
import { connect } from '../../../ssh/connect.ts';
import type { RolePlan } from '../plan.ts';
import type { Raising } from '../up-place.ts';
import { awaitUp, balance } from './balance.ts';
import { keepWords } from './keep-words.ts';
import { freshMachines } from './launch-role.ts';
import { together } from './together.ts';

/**
 * Holds the new machines of a role to its checks, then to those of its balancer. That knows of them from the beginning, and
 * sends them nothing yet: what it says before the checks have been passed may be what it takes for granted.
 */
export async function proveRole(raising: Raising, role: RolePlan): Promise<void> {
  const ids = freshMachines(raising, role);
  const checks = await raising.place.checks(role.tag);
  await together([...ids.map((id) => holdTo(raising, role, id, checks)), balance(raising, role, 'before')]);
  await awaitUp(raising, role.role, ids);
}

/** Holds a machine of a role to these checks. Refuses with `machine-ended` or `check-failed`. */
export async function holdTo(
  raising: Raising,
  { role, tag }: RolePlan,
  id: string,
  checks: readonly BakeCheck[],
): Promise<void> {
  if (checks.length === 0) return;
  const { place, context, input } = raising;
  const machine = await place.machines.get(id);
  if (machine?.state !== 'running')
    throw new Refusal({ code: 'machine-ended', message: `${id}, of role ${role}, has ended before it was well` });
  await using ssh = await connect(rootLogin(place.machines, machine, place.keys.of(id)), { signal: context.signal });
  const milliseconds = input.patience.healthy * 1000;
  const patience = { milliseconds, monotonicMs: () => performance.now(), signal: context.signal };
  const failed = await failedChecks(ssh, checks, patience);
  if (failed.length === 0) return;
  await keepWords(raising, { id, tag, checks, failed }, ssh);
  throw new Refusal(
    failed.map(({ check, why }) => ({
      code: 'check-failed',
      message: `${id} (${tag}), after ${input.patience.healthy} s: ${checkSubject(check.expects)} ${why} (said by ${check.source})`,
    })),
  );
}
