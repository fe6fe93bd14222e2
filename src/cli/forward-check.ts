import type { Run } from '../host/processes.ts';
import { findProgram, type HostCheck } from './host-needs.ts';

/** One object of `nft --json list ruleset` (libnftables-json(5)), as far as we look at it. */
interface NftObject {
  readonly chain?: NftChain;
  readonly rule?: { readonly family: string; readonly table: string; readonly expr: readonly NftExpression[] };
}

interface NftChain {
  readonly family: string;
  readonly table: string;
  readonly name: string;
  readonly hook?: string;
  readonly policy?: string;
}

interface NftExpression {
  readonly accept?: null;
  readonly match?: { readonly left: { readonly meta?: { readonly key: string } }; readonly right: unknown };
}

/**
 * Whether a firewall of this host drops what it forwards, as Docker's does: a machine that bakes then reaches no package
 * archive. A packet must pass every table, so that no table of ours could let it through. Undefined where it cannot be
 * known.
 */
export async function forwardCheck(run: Run, bridge: string): Promise<HostCheck | undefined> {
  if (process.getuid?.() !== 0 || findProgram('nft') === undefined) return undefined;
  const { code, stdout } = await run({ argv: ['nft', '--json', 'list', 'ruleset'] });
  if (code !== 0) return undefined;
  const chain = droppingChain((JSON.parse(stdout) as { nftables: NftObject[] }).nftables, bridge);
  const name = 'forwarding (the way out for machines that bake)';
  if (chain === undefined) return { name, ok: true, found: 'not dropped' };
  const rule = (direction: string) =>
    `nft insert rule ${chain.family} ${chain.table} ${chain.name} ${direction} ${bridge} accept`;
  return {
    name,
    ok: false,
    found: `dropped by table ${chain.family} ${chain.table}`,
    mend: `${rule('iifname')} && ${rule('oifname')}`,
  };
}

/** The chain to add rules to, if one drops what comes from the bridge and goes to it. */
function droppingChain(objects: readonly NftObject[], bridge: string): NftChain | undefined {
  const chains = objects.flatMap(({ chain }) => chain ?? []);
  const dropping = chains.find(
    (chain) =>
      chain.hook === 'forward' &&
      chain.policy === 'drop' &&
      ['ip', 'inet'].includes(chain.family) &&
      !['iifname', 'oifname'].every((key) => objects.some((one) => accepts(one, chain, key, bridge))),
  );
  // Docker leaves this chain to the host's owner and writes the others anew.
  const isForUsers = (chain: NftChain) => chain.name === 'DOCKER-USER' && chain.table === dropping?.table;
  return dropping && (chains.find((chain) => isForUsers(chain) && chain.family === dropping.family) ?? dropping);
}

function accepts({ rule }: NftObject, { family, table }: NftChain, key: string, bridge: string): boolean {
  if (rule?.family !== family || rule.table !== table) return false;
  const isBridge = ({ match }: NftExpression) => match?.left.meta?.key === key && match.right === bridge;
  return rule.expr.some(isBridge) && rule.expr.some((expression) => 'accept' in expression);
}
