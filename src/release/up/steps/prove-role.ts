import { failedChecks } from '../../../bake/checks/run-checks.ts';
import { rootLogin } from '../../../bake/root-login.ts';
import { checkSubject } from '../../../catalog/checks/check.ts';
import { Refusal } from '../../../problem/problem.ts';
import { connect } from '../../../ssh/connect.ts';
import type { RolePlan } from '../plan.ts';
import type { Raising } from '../up-place.ts';
import { awaitUp, balance, memberOf } from './balance.ts';
import { freshMachines } from './launch-role.ts';
import { together } from './together.ts';

/**
 * Holds the new machines of a role to its checks, then to those of its balancer. That knows of them from the beginning, and
 * sends them nothing yet: what it says before the checks have been passed may be what it takes for granted.
 */
export async function proveRole(raising: Raising, role: RolePlan): Promise<void> {
  const ids = freshMachines(raising, role);
  await together([...ids.map((id) => holdToChecks(raising, role, id)), balance(raising, role, 'before')]);
  if (memberOf(raising, role.role).balancers.length > 0) await awaitUp(raising, role.role, ids);
}

async function holdToChecks({ place, context, input }: Raising, { role, tag }: RolePlan, id: string): Promise<void> {
  const machine = await place.machines.get(id);
  if (machine?.state !== 'running')
    throw new Refusal({ code: 'machine-ended', message: `${id}, of role ${role}, has ended before it was well` });
  const checks = await place.checks(tag);
  await using ssh = await connect(rootLogin(place.machines, machine, place.keys.of(id)), { signal: context.signal });
  const milliseconds = input.patience.healthy * 1000;
  const patience = { milliseconds, monotonicMs: () => performance.now(), signal: context.signal };
  const failed = await failedChecks(ssh, checks, patience);
  if (failed.length === 0) return;
  throw new Refusal(
    failed.map(({ check, why }) => ({
      code: 'check-failed',
      message: `${id} (${tag}), after ${input.patience.healthy} s: ${checkSubject(check.expects)} ${why} (said by ${check.source})`,
      hint: `the new machines have been taken back; to look into one: rolebake launch ${tag} with these flags, then rolebake ssh`,
    })),
  );
}
