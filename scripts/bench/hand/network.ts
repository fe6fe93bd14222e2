import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { realEffects } from '../../../src/host/effects.ts';
import { runChecked } from '../../../src/host/processes.ts';
import { withHostLock } from '../../../src/machines/local/host-lock.ts';
import { raiseSysctls, restoreSysctls } from '../../../src/machines/local/sysctls.ts';
import type { HandPlace } from './place.ts';

/** Makes bridge, masquerade and ssh keys, once for all machines of a place. */
export async function networkUp({ name, folder, network }: HandPlace): Promise<void> {
  const must = (...argv: [string, ...string[]]) => runChecked(realEffects.run, { argv });
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await withHostLock(() => raiseSysctls(name));
  await must('ip', 'link', 'add', name, 'type', 'bridge');
  await must('ip', 'addr', 'add', `${network}.1/24`, 'dev', name);
  await must('ip', 'link', 'set', name, 'up');
  await must('nft', 'add', 'table', 'ip', name);
  await must('nft', 'add', 'chain', 'ip', name, 'post', '{ type nat hook postrouting priority 100 ; }');
  const subnet = `${network}.0/24`;
  await must('nft', ...`add rule ip ${name} post ip saddr ${subnet} ip daddr != ${subnet} masquerade`.split(' '));
  for (const key of ['user', 'host'])
    await must('ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-f', `${folder}/${key}`);
}

/** Takes it all away; what is not there is fine. */
export async function networkDown({ name }: HandPlace): Promise<void> {
  await realEffects.run({ argv: ['nft', 'delete', 'table', 'ip', name] });
  if (existsSync(`/sys/class/net/${name}`)) await realEffects.run({ argv: ['ip', 'link', 'delete', name] });
  await withHostLock(() => restoreSysctls(name));
}
