import type { Machine } from '../machines/machines.ts';
import type { SshTarget } from '../ssh/connect.ts';
import type { MachineKeys } from './key-store.ts';

/** How root logs in to a machine. */
export const rootLogin = ({ address }: Pick<Machine, 'address'>, { host, user }: MachineKeys): SshTarget => ({
  ...{ host: address, port: 22, user: 'root' },
  ...{ hostKey: host.publicKey, privateKey: user.privateKey },
});
