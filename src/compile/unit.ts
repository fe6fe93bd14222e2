import type { Resource } from '../catalog/model.ts';
import { FLAGS_PARAMETER } from '../catalog/profile.ts';
import type { TemplateNode } from '../catalog/template.ts';
import { systemdDescription, systemdNeedsQuotes, systemdText } from './encode/systemd.ts';

type Unit = Extract<Resource, { kind: 'unit' }>;

/** The unit file of a service that starts at launch and receives the role's flags as credentials. */
export function unitText(unit: Unit): TemplateNode[] {
  const command = unit.words.flatMap((word, index) => [...(index > 0 ? [text(' ')] : []), ...commandWord(word)]);
  return [
    text(`[Unit]\nDescription=${systemdDescription(unit.description)}\nAfter=network.target\n\n`),
    text(`[Service]\nUser=${unit.user}\nGroup=${unit.user}\nExecStart=`),
    ...command,
    text('\n'),
    ...(unit.reloadSignal === undefined ? [] : [text(`ExecReload=/bin/kill -${unit.reloadSignal} $MAINPID\n`)]),
    CREDENTIALS,
    text('NoNewPrivileges=yes\nPrivateTmp=yes\nRestart=always\nRestartSec=1\n\n'),
    text('[Install]\nWantedBy=multi-user.target\n'),
  ];
}

const text = (value: string): TemplateNode => ({ kind: 'text', text: value });

/** A credential without a path comes from those that the machine was launched with (systemd.exec(5)). */
const CREDENTIALS: TemplateNode = {
  kind: 'each',
  over: { scope: 'parameter', name: FLAGS_PARAMETER.name, keys: [] },
  keyed: false,
  depth: 1,
  body: [
    text('LoadCredential='),
    { kind: 'value', reference: { scope: 'item', depth: 1, keys: [] }, type: { type: 'string' } },
    text('\n'),
  ],
};

function commandWord(nodes: readonly TemplateNode[]): TemplateNode[] {
  const quoted = nodes.some((node) => node.kind === 'text' && systemdNeedsQuotes(node.text));
  const escaped = nodes.map((node) => (node.kind === 'text' ? text(systemdText(node.text)) : node));
  return quoted ? [text('"'), ...escaped, text('"')] : escaped;
}
