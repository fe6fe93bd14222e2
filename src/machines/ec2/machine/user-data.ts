import { gzipSync } from 'node:zlib';
import { stringify } from 'yaml';
import { Refusal } from '../../../problem/problem.ts';
import { LIFE_UNIT, lifeUnits } from '../../life.ts';
import type { MachineSpec } from '../../machines.ts';
import { referencesIn, valuesIn } from '../values/references.ts';
import { VALUE_PROGRAM } from '../values/value-program.ts';

/** What AWS takes, before base64. */
const LIMIT_BYTES = 16_384;

/** Where systemd looks for a credential that a unit names without a path (systemd.exec(5)); tmpfs. */
const CREDENTIALS = '/run/credstore';
const UNITS = '/run/systemd/system';
const PROGRAM = '/run/rolebake/read-values';
/** There once the machine has had all its values. */
const HAD_VALUES = 'rolebake_values';

/**
 * The user data that makes a machine of an image the one that was asked for, in base64: its only host key, who may log in,
 * its name, its flags, its life. Cloud-init reads it. Always the same for the same wishes. Refuses what is too much.
 */
export function userDataOf(spec: MachineSpec): string {
  const text = Buffer.from(cloudConfig(spec));
  const bytes = text.length > LIMIT_BYTES ? gzipSync(text) : text;
  if (bytes.length <= LIMIT_BYTES) return bytes.toString('base64');
  const message = `the flags of machine ${spec.id} are ${bytes.length} bytes, more than the ${LIMIT_BYTES} that AWS hands on`;
  throw new Refusal({ code: 'wrong-value', message, hint: 'let a flag name the place of a long value' });
}

/**
 * The same as cloud-init's own YAML. It says nothing of logins by password, which cloud-init would start sshd anew for after
 * its first word: root has no password, and there is no other account.
 */
function cloudConfig(spec: MachineSpec): string {
  const { hostKey, authorizedKey, hostname = 'machine' } = spec;
  const config = {
    disable_root: false,
    // No account besides root: whatever logs in is us.
    users: [],
    ssh_authorized_keys: [authorizedKey.trim()],
    // With the key given, cloud-init makes none of its own; what the image may still have is deleted.
    ssh_deletekeys: true,
    ssh_keys: { ed25519_private: `${hostKey.privateKey.trim()}\n`, ed25519_public: `${hostKey.publicKey.trim()}\n` },
    hostname,
    preserve_hostname: false,
    manage_etc_hosts: 'localhost',
    bootcmd: [['sh', '-euc', bootScript(spec)]],
  };
  // Keys in block scalars: on one line, the marks of a console would stick to them.
  return `#cloud-config\n${stringify(config, { lineWidth: 0, blockQuote: 'literal' })}`;
}

/** What is done at every boot before units are started that may want it: all of it under /run, so that no image holds it. */
function bootScript({ credentials, resolver, lifeSeconds }: MachineSpec): string {
  const flags = valuesIn(credentials);
  const life = lifeSeconds === undefined ? [] : Object.entries(lifeUnits(lifeSeconds));
  return [
    // Cloud-init adds a key to those that the image has: whoever baked it must not be let into its machines.
    'cloud-init-per instance rolebake-keys rm -f /root/.ssh/authorized_keys',
    `install -d -m 0700 ${CREDENTIALS}`,
    ...flags.flatMap(([name, value]) => placed(`${CREDENTIALS}/${name}`, value, '0400')),
    ...referenceLines(credentials),
    ...(resolver === undefined ? [] : resolverLines(resolver)),
    ...life.flatMap(([name, text]) => placed(`${UNITS}/${name}`, text, '0644')),
    ...(life.length === 0 ? [] : ['systemctl daemon-reload', `systemctl start --no-block ${LIFE_UNIT}`]),
  ].join('\n');
}

/**
 * What reads the values of references. Until one is there, a folder is in its place, so that systemd starts no unit without
 * it. A machine that never had its values ends with this, so that whoever launches it is told; a later boot goes on.
 */
function referenceLines(credentials: MachineSpec['credentials']): string[] {
  const references = referencesIn(credentials);
  if (references.length === 0) return [];
  const asked = JSON.stringify({ folder: CREDENTIALS, flags: Object.fromEntries(references) });
  return [
    ...placed(PROGRAM, VALUE_PROGRAM, '0500'),
    `mkdir -m 0700 ${references.map(([name]) => `${CREDENTIALS}/${name}`).join(' ')}`,
    `if printf %s ${Buffer.from(asked).toString('base64')} | base64 -d | python3 -I ${PROGRAM}; then`,
    `cloud-init-per instance ${HAD_VALUES} true`,
    `elif ! test -e /var/lib/cloud/instance/sem/bootper.${HAD_VALUES}.instance; then`,
    'echo "rolebake: a new machine without its flags ends"',
    'sleep 1',
    'systemctl poweroff --force --force',
    'fi',
  ];
}

function resolverLines({ address, search }: NonNullable<MachineSpec['resolver']>): string[] {
  const resolved = `[Resolve]\nDNS=${address}\nDomains=~. ${search}\n`;
  return [
    'if test -e /run/systemd/resolve; then',
    ...placed('/run/systemd/resolved.conf.d/rolebake.conf', resolved, '0644'),
    'systemctl try-restart --no-block systemd-resolved.service',
    'else',
    ...placed('/etc/resolv.conf', `nameserver ${address}\nsearch ${search}\n`, '0644'),
    'fi',
  ];
}

/** Shell that writes a file; base64 has no character that a shell takes for its own. */
const placed = (path: string, text: string, mode: string): string[] => [
  `install -D -m ${mode} /dev/null ${path}`,
  `printf %s ${Buffer.from(text).toString('base64')} | base64 -d > ${path}`,
];
