import type { Effects } from '../../../../src/host/effects.ts';
import { runChecked } from '../../../../src/host/processes.ts';
import type { Area } from '../../../../src/machines/local/area.ts';

/** A machine and how far a token of the metadata service gets from the host: 1 is the machine itself. */
export interface Limited {
  readonly address: string;
  readonly hops: number;
}

/**
 * Lets replies to a PUT go so many hops and no further, as their time to live: what forwards one in a machine, as a
 * container's bridge does, drops it. A connection that has had a PUT stays so.
 */
export async function limitHops(area: Area, machines: readonly Limited[]): Promise<void> {
  const table = tableName(area.name);
  const rules = machines.map(
    ({ address, hops }) => `oifname "${area.bridge}" ip daddr ${address} ct mark ${MARK} ip ttl set ${hops}`,
  );
  const text = `table ip ${table}
delete table ip ${table}
table ip ${table} {
  chain prerouting {
    type filter hook prerouting priority -150
    iifname "${area.bridge}" ip daddr 169.254.169.254 tcp dport 80 @ih,0,24 ${PUT} ct mark set ${MARK}
  }
  chain postrouting {
    type filter hook postrouting priority -150
    ${rules.join('\n    ')}
  }
}
`;
  await runChecked(area.effects.run, { argv: ['nft', '-f', '-'], input: text });
}

/** What is not there is fine. */
export async function unlimitHops({ run }: Pick<Effects, 'run'>, area: string): Promise<void> {
  await run({ argv: ['nft', 'delete', 'table', 'ip', tableName(area)] });
}

const MARK = 169_254;
/** What such a request begins with. */
const PUT = `0x${Buffer.from('PUT').toString('hex')}`;

const tableName = (area: string): string => `${area}_hops`;
