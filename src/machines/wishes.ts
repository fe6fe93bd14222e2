import { createHash } from 'node:crypto';
import { publicKeyBytes } from '../ssh/keys.ts';
import type { MachineSpec } from './machines.ts';

/** What tells two machines of one id apart. Who asks is no wish: another process may ask for the same machine. */
export function digestOfWishes({ baker: _, fence: __, ...wishes }: MachineSpec): string {
  return createHash('sha256').update(JSON.stringify(wishes, sortedKeys)).digest('hex');
}

/** Throws at what no provider can make a machine of. */
export function checkWishes(spec: MachineSpec): void {
  if (!/^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/.test(spec.id)) throw new Error(`not a machine's id: ${spec.id}`);
  if (!/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/.test(spec.hostname ?? 'machine')) {
    throw new Error(`not a host name: ${spec.hostname}`);
  }
  for (const name of Object.keys(spec.credentials)) {
    if (!/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}$/.test(name)) throw new Error(`not a credential's name: ${name}`);
  }
  publicKeyBytes(spec.hostKey.publicKey);
}

function sortedKeys(_: string, value: unknown): unknown {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)));
}
