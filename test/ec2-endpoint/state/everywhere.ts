import type { Permission } from './things.ts';

/** What a new security group lets out: everything, to everywhere. */
export function everywhere(ruleId: string): Permission {
  const all = { ipProtocol: '-1', fromPort: undefined, toPort: undefined, description: undefined };
  return { ruleId, ...all, source: { cidrIp: '0.0.0.0/0' } };
}
