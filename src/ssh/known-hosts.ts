import { createHmac } from 'node:crypto';
import { type HostKey, hostKeyIn } from './keys.ts';

const SSH_PORT = 22;

/** The keys that a known_hosts file (sshd(8)) has of a host, without those that it says are revoked. */
export function knownKeys(text: string, host: string, port: number): HostKey[] {
  const name = (port === SSH_PORT ? host : `[${host}]:${port}`).toLowerCase();
  const lines = text.split('\n').flatMap((line) => entryOf(line) ?? []);
  const ours = lines.filter(({ hosts }) => isIn(hosts, name));
  const revoked = ours.filter(({ marker }) => marker === '@revoked').map(({ key }) => key);
  const plain = ours.filter(({ marker }) => marker === '').map(({ key }) => key);
  return plain.filter((key) => !revoked.some((other) => other.equals(key)));
}

interface Entry {
  readonly marker: string;
  readonly hosts: string;
  readonly key: HostKey;
}

function entryOf(line: string): Entry | undefined {
  const [, marker = '', hosts = '', rest = ''] = /^\s*(?:(@\S+)\s+)?([^\s#@]\S*)\s+(\S.*)$/.exec(line) ?? [];
  const key = hostKeyIn(rest);
  return key && { marker, hosts, key };
}

function isIn(hosts: string, name: string): boolean {
  if (hosts.startsWith('|')) return isHashOf(hosts, name);
  const patterns = hosts.toLowerCase().split(',');
  const matches = (pattern: string) => asExpression(pattern).test(name);
  return (
    patterns.some((pattern) => !pattern.startsWith('!') && matches(pattern)) &&
    !patterns.some((pattern) => pattern.startsWith('!') && matches(pattern.slice(1)))
  );
}

/** `|1|SALT|HASH`, as HashKnownHosts writes a name. */
function isHashOf(hosts: string, name: string): boolean {
  const [, kind, salt = '', hash] = hosts.split('|');
  const own = createHmac('sha1', Buffer.from(salt, 'base64')).update(name).digest('base64');
  return kind === '1' && own === hash;
}

function asExpression(pattern: string): RegExp {
  const escaped = pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${escaped.replaceAll('*', '.*').replaceAll('?', '.')}$`);
}
