import type { FirewallResource } from '../../profile-types.gen.ts';
import { type Text, textOf, wordsOf } from '../../templates/text.ts';
import type { CoreResource } from '../core-resource.ts';
import type { Fields } from '../fields.ts';
import { FORMS } from '../forms.ts';
import { atLaunch } from './service-unit.ts';

/** nftables' rules of the machine: what is answered, ping, and what is allowed comes in. They hold from launch on. */
export function firewall(written: FirewallResource, fields: Fields): CoreResource[] {
  const rules = (written.allow ?? []).map((rule, index) => {
    const port = fields.text(String(rule.port), ['allow', index, 'port'], FORMS.ports);
    const from = rule.from === undefined ? '' : source(rule.from, ['allow', index, 'from'], fields);
    return textOf(from, `${rule.protocol ?? 'tcp'} dport `, port, ' accept');
  });
  const lines: Text[] = [
    ...['iif lo accept', 'ct state established,related accept', 'ct state invalid drop'].map((line) => textOf(line)),
    textOf('meta l4proto { icmp, icmpv6 } accept'),
    ...((written.ssh ?? true) ? [textOf('tcp dport 22 accept')] : []),
    ...rules,
  ];
  const body = textOf(
    '#!/usr/sbin/nft -f\nflush ruleset\n\n',
    `table inet ${written.firewall} {\n  chain input {\n    type filter hook input priority filter; policy drop;\n`,
    ...lines.flatMap((line) => ['    ', line, '\n']),
    '  }\n}\n',
  );
  const validate = wordsOf('/usr/sbin/nft', '-c', '-f', '%');
  const root = { owner: textOf('root'), group: textOf('root'), mode: textOf('0755') };
  return [{ type: 'file', path: textOf('/etc/nftables.conf'), ...root, body, validate }, atLaunch(textOf('nftables'))];
}

function source(from: string, steps: readonly (string | number)[], fields: Fields): Text {
  const address = fields.text(from, steps, FORMS.network);
  return textOf(from.includes(':') ? 'ip6' : 'ip', ' saddr ', address, ' ');
}
