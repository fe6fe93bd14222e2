import { appendFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { machineWords } from '../../../bake/checks/machine-words.ts';
import type { BakeCheck, FailedCheck } from '../../../bake/checks/run-checks.ts';
import { rootLogin } from '../../../bake/root-login.ts';
import { checkSubject } from '../../../catalog/checks/check.ts';
import type { Machine } from '../../../machines/machines.ts';
import { Refusal } from '../../../problem/problem.ts';
import { connect } from '../../../ssh/connect.ts';
import type { SshConnection } from '../../../ssh/connection.ts';
import type { Raising } from '../up-place.ts';

/** A machine that is not well, and what was found. */
interface Ill {
  readonly id: string;
  readonly tag: string;
  readonly checks: readonly BakeCheck[];
  readonly failed: readonly FailedCheck[];
}

/**
 * Keeps the last words of a machine in the log of the job, before it is taken back: what of it was found wrong, what it says of
 * its units, and the end of its logs. No value of a secret flag that is known here is among them.
 */
export async function keepWords(raising: Raising, ill: Ill, ssh: SshConnection): Promise<void> {
  const { place } = raising;
  const { contract } = await place.image(ill.tag);
  const logs = contract.logs.flatMap((log) => ('path' in log ? [log.path] : []));
  const words = await machineWords(ssh, { failed: ill.failed.map(({ check }) => check), checks: ill.checks, logs });
  const found = ill.failed.map(({ check, why }) => `${checkSubject(check.expects)} ${why}\n`);
  await append(raising, `== ${ill.id} (${ill.tag})\n${found.join('')}${words}`);
}

/** The same of machines that their balancer finds ill; of one that cannot be reached, why. */
export async function keepWordsOf(raising: Raising, machines: readonly Machine[]): Promise<void> {
  const { place } = raising;
  for (const machine of machines) {
    const { id, labels } = machine;
    const tag = labels['tag'] ?? '';
    try {
      await using ssh = await connect(rootLogin(place.machines, machine, place.keys.of(id)));
      await keepWords(raising, { id, tag, checks: await place.checks(tag), failed: [] }, ssh);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      await append(raising, `== ${id} (${tag})\n${error.message}\n`);
    }
  }
}

async function append({ place, context, input }: Raising, text: string): Promise<void> {
  const folder = join(place.logs, context.jobId);
  mkdirSync(folder, { recursive: true });
  appendFileSync(join(folder, 'output.log'), await withoutSecrets({ place, input }, text), { mode: 0o600 });
}

async function withoutSecrets({ place, input }: Pick<Raising, 'place' | 'input'>, text: string): Promise<string> {
  try {
    const secrets = await place.secrets(input);
    return secrets.reduce((words, secret) => words.replaceAll(secret, '(secret)'), text);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return `nothing is kept of what a machine said: values of flags cannot be read any more: ${error.message}\n`;
  }
}
