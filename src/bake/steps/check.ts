import { checkSubject } from '../../catalog/checks/check.ts';
import { type Problem, Refusal } from '../../problem/problem.ts';
import type { SshConnection } from '../../ssh/connection.ts';
import { machineWords } from '../checks/machine-words.ts';
import { type BakeCheck, type FailedCheck, failedChecks } from '../checks/run-checks.ts';
import { type Baking, output } from './baking.ts';
import { MachineConnection } from './machine-connection.ts';

/** What is begun while baking has been begun by then: a service needs a moment at most. */
const BAKE_PATIENCE_MS = 10_000;
const LAUNCH_PATIENCE_MS = 30_000;

/** Holds the machine to what its role shows from the bake on. Refuses with `check-failed`. */
export async function checkBaked(baking: Baking, ssh: SshConnection): Promise<void> {
  const checks = baking.input.checks.filter(({ from }) => from === 'bake');
  await holdTo(baking, ssh, { checks, milliseconds: BAKE_PATIENCE_MS, where: 'while baking' });
}

/** Holds the machine of this id, the launched image, to all that its role shows. Refuses with `check-failed`. */
export async function checkImage(baking: Baking, id: string): Promise<void> {
  const trial = { checks: baking.input.checks, milliseconds: LAUNCH_PATIENCE_MS, where: 'in the launched image' };
  await using connection = new MachineConnection(baking, id);
  await connection.use((ssh) => holdTo(baking, ssh, trial));
}

interface Trial {
  readonly checks: readonly BakeCheck[];
  readonly milliseconds: number;
  readonly where: string;
}

async function holdTo(baking: Baking, ssh: SshConnection, { checks, milliseconds, where }: Trial): Promise<void> {
  const { context, input } = baking;
  const monotonicMs = () => performance.now();
  const failed = await failedChecks(ssh, checks, { milliseconds, monotonicMs, signal: context.signal });
  if (failed.length === 0) return;
  output(baking, await machineWords(ssh, { failed: failed.map(({ check }) => check), checks, logs: [] }));
  const told = `role ${input.role}, ${where}, after ${milliseconds / 1000} s`;
  throw new Refusal(failed.map((one) => problemOf(told, one)));
}

function problemOf(told: string, { check, why }: FailedCheck): Problem {
  const message = `${told}: ${checkSubject(check.expects)} ${why} (said by ${check.source})`;
  return { code: 'check-failed', message, ...(check.place ? { place: check.place } : {}) };
}
