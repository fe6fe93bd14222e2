import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { looksLike } from '../../host/looks-like.ts';
import type { LocalSpec } from './local-machine.ts';

/**
 * Writes what makes a tree this machine (host key, login key, names, resolver) as a layer of its own, to lie
 * between the snapshot's layers and the upper folder: never part of a snapshot, never written through
 * a link that a snapshot holds, and, on tmpfs, never on a disk.
 */
export async function writeSeed(folder: string, spec: LocalSpec): Promise<void> {
  const hostname = spec.hostname ?? 'machine';
  await rm(folder, { recursive: true, force: true });
  for (const path of ['', 'etc', 'etc/ssh', 'root', 'root/.ssh']) await mkdir(`${folder}/${path}`, { mode: 0o700 });
  const write = (path: string, text: string, mode: number) => writeFile(`${folder}/${path}`, text, { mode });
  await write('etc/hostname', `${hostname}\n`, 0o644);
  await write('etc/hosts', `127.0.0.1 localhost\n127.0.1.1 ${hostname}\n::1 localhost ip6-localhost\n`, 0o644);
  await write('etc/ssh/ssh_host_ed25519_key', spec.hostKey.privateKey, 0o600);
  await write('etc/ssh/ssh_host_ed25519_key.pub', `${spec.hostKey.publicKey}\n`, 0o644);
  await write('root/.ssh/authorized_keys', `${spec.authorizedKey.trim()}\n`, 0o600);
  const resolver = spec.resolver ? resolverText(spec.resolver) : spec.outbound ? await hostResolver() : undefined;
  if (resolver !== undefined) await write('etc/resolv.conf', resolver, 0o644);
  for (const path of ['etc/ssh', 'etc', 'root', '']) await looksLike(`${folder}/${path}`, path, spec.layers);
}

const resolverText = ({ address, search }: NonNullable<LocalSpec['resolver']>): string =>
  `nameserver ${address}\nsearch ${search}\n`;

/** The host's resolv.conf; where it runs a resolver of its own on 127.0.0.53, the servers behind that. */
export async function hostResolver(): Promise<string> {
  const servers = await readFile('/run/systemd/resolve/resolv.conf', 'utf8').catch(() => undefined);
  return servers ?? readFile('/etc/resolv.conf', 'utf8');
}
