import type { Effects } from '../../../../src/host/effects.ts';
import { runChecked } from '../../../../src/host/processes.ts';
import type { Area } from '../../../../src/machines/local/area.ts';
import type { Permission } from '../../state/things.ts';

/** A machine and what its security groups let in. */
export interface Guarded {
  readonly address: string;
  readonly ingress: readonly Permission[];
}

/**
 * Lets this host begin connections to machines only where their security groups say so. Machines among each other are
 * on one bridge, where nothing is held up.
 */
export async function guard(area: Area, machines: readonly Guarded[]): Promise<void> {
  const table = tableName(area.name);
  const rules = machines.flatMap(({ address, ingress }) => {
    const begins = `oifname "${area.bridge}" ip daddr ${address} ct state new`;
    return [...ingress.flatMap((rule) => matches(rule).map((match) => `${begins} ${match} accept`)), `${begins} drop`];
  });
  const text = `table ip ${table}
delete table ip ${table}
table ip ${table} {
  chain output {
    type filter hook output priority 0
    ${rules.join('\n    ')}
  }
}
`;
  await runChecked(area.effects.run, { argv: ['nft', '-f', '-'], input: text });
}

/** What is not there is fine. */
export async function unguard({ run }: Pick<Effects, 'run'>, area: string): Promise<void> {
  await run({ argv: ['nft', 'delete', 'table', 'ip', tableName(area)] });
}

const tableName = (area: string): string => `${area}_groups`;

/** A rule in nft's words; none if it is about other machines. */
function matches({ ipProtocol, fromPort, toPort, source: { cidrIp } }: Permission): string[] {
  if (cidrIp === undefined) return [];
  const from = `ip saddr ${cidrIp}`;
  if (ipProtocol === '-1') return [from];
  if (ipProtocol === 'icmp') return [`${from} ip protocol icmp`];
  return [`${from} ${ipProtocol} dport ${fromPort}-${toPort}`];
}
