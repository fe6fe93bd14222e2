import type { Machine, Machines } from '../machines/machines.ts';
import type { SshTarget } from '../ssh/connect.ts';
import type { MachineKeys } from './key-store.ts';

/** How root logs in to a machine of a provider. */
export const rootLogin = (
  machines: Pick<Machines, 'dial'>,
  { id, address }: Pick<Machine, 'id' | 'address'>,
  { host, user }: MachineKeys,
): SshTarget => {
  const dial = machines.dial?.bind(machines);
  return {
    ...{ host: address, port: 22, user: 'root' },
    ...{ hostKey: host.publicKey, privateKey: user.privateKey },
    ...(dial ? { dial: () => dial(id) } : {}),
  };
};
