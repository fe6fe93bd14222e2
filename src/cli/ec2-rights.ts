import { ec2Machines } from '../machines/ec2/ec2-machines.ts';
import type { Right } from '../machines/ec2/rights/check-rights.ts';
import { policyOf } from '../machines/ec2/rights/policy.ts';
import { ec2SettingsOf } from './ec2-workshop.ts';
import type { Session } from './session.ts';
import { table } from './table.ts';
import type { Answer } from './verb.ts';

const WORDS: Readonly<Record<Right['verdict'], string>> = { allowed: 'ok', denied: 'DENIED', unsaid: 'not said' };

/** Which calls of AWS the credentials may make, and the policy that allows those that rolebake makes. */
export async function ec2Rights(session: Session): Promise<Answer> {
  const ec2 = ec2SettingsOf(session);
  await using machines = ec2Machines(ec2);
  const rights = await session.progress.during({ subject: 'ec2', step: 'ask for each right' }, () => machines.rights());
  const isAllowed = rights.every(({ verdict }) => verdict !== 'denied');
  const policy = policyOf(ec2);
  const rows = rights.map(({ region, action, verdict, words = '' }) => [WORDS[verdict], action, region, words]);
  const mend = isAllowed ? '' : `\nthe least rights, for IAM:\n${JSON.stringify(policy, null, 2)}\n`;
  return { data: { ok: isAllowed, rights, policy }, text: `${table(rows)}\n${mend}`, exitCode: isAllowed ? 0 : 1 };
}
