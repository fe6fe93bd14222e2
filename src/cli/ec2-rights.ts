import { type Ec2Machines, ec2Machines } from '../machines/ec2/ec2-machines.ts';
import type { Right } from '../machines/ec2/rights/check-rights.ts';
import { policyOf } from '../machines/ec2/rights/policy.ts';
import { Refusal } from '../problem/problem.ts';
import { ec2SettingsOf } from './ec2-workshop.ts';
import type { Session } from './session.ts';
import { table } from './table.ts';
import type { Answer } from './verb.ts';

const WORDS: Readonly<Record<Right['verdict'], string>> = { allowed: 'ok', denied: 'DENIED', unsaid: 'not said' };

/**
 * Which calls of AWS the credentials may make, and the policy that allows those that rolebake makes; and whether there is a
 * way to machines.
 */
export async function ec2Rights(session: Session): Promise<Answer> {
  const ec2 = ec2SettingsOf(session);
  await using machines = ec2Machines(ec2);
  const rights = await session.progress.during({ subject: 'ec2', step: 'ask for each right' }, () => machines.rights());
  const isAllowed = rights.every(({ verdict }) => verdict !== 'denied');
  const policy = policyOf(ec2);
  const rows = rights.map(({ region, action, verdict, words = '' }) => [WORDS[verdict], action, region, words]);
  const mend = isAllowed ? '' : `\nthe least rights, for IAM:\n${JSON.stringify(policy, null, 2)}\n`;
  const text = `${table(rows)}\n${mend}`;
  const way = await session.progress.during({ subject: 'ec2', step: 'try the way to machines' }, () => wayOf(machines));
  if (way) return { data: { ok: false, rights, policy }, text, problems: way.problems };
  return { data: { ok: isAllowed, rights, policy }, text, exitCode: isAllowed ? 0 : 1 };
}

/** What is wrong with the way to machines. */
async function wayOf(machines: Ec2Machines): Promise<Refusal | undefined> {
  try {
    await machines.reachable();
    return undefined;
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}
