import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import ssh2 from 'ssh2';
import { Refusal } from '../../../problem/problem.ts';
import { canPin, type Server } from '../../../ssh/client.ts';
import { type HostKey, hostKeyIn } from '../../../ssh/keys.ts';
import { knownKeys } from '../../../ssh/known-hosts.ts';

/** A bastion, as the settings say it. */
export interface BastionPlace {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  /** File of our private key; default: the agent has it. */
  readonly key?: string;
  /** Socket of the ssh agent, if there is one. */
  readonly agent?: string;
  /** Its host key as `ssh-ed25519 AAAA...`; default: what the file below knows. */
  readonly hostKey?: string;
  readonly knownHosts: string;
}

/** All that a login takes, read now. Refuses with `unreadable-file` and `wrong-value`. */
export async function bastionServer(place: BastionPlace): Promise<Server> {
  const { host, port, user } = place;
  return { host, port, user, hostKeys: await hostKeysOf(place), login: await loginOf(place) };
}

async function hostKeysOf({ host, port, hostKey, knownHosts }: BastionPlace): Promise<readonly HostKey[]> {
  const said = hostKey === undefined ? undefined : hostKeyIn(hostKey);
  const known = hostKey === undefined && existsSync(knownHosts) ? await textOf(knownHosts) : '';
  const keys = said ? [said] : knownKeys(known, host, port);
  const usable = keys.filter(canPin);
  if (usable.length > 0) return usable;
  const where = hostKey === undefined ? knownHosts : 'ec2.connect.bastion.host_key';
  throw new Refusal({
    code: 'wrong-value',
    message: `${where} has no host key of the bastion ${host} that a connection can be held to`,
    hint: `ec2.connect.bastion.host_key says it: a line of ssh-keyscan -p ${port} ${host}, without the name`,
  });
}

async function loginOf({ key, agent }: BastionPlace): Promise<Server['login']> {
  if (key !== undefined) return { privateKey: await privateKeyIn(key) };
  if (agent !== undefined) return { agent };
  throw new Refusal({
    code: 'wrong-value',
    message: 'there is no key for the bastion: ec2.connect.bastion says none, and no ssh agent is at hand',
    hint: 'ec2.connect.bastion.key: ~/.ssh/id_ed25519',
  });
}

async function privateKeyIn(file: string): Promise<string> {
  const text = await textOf(file);
  const [key] = [ssh2.utils.parseKey(text)].flat();
  if (key && !(key instanceof Error) && key.isPrivateKey()) return text;
  const [why, hint] =
    key instanceof Error
      ? [key.message, 'an ssh agent can open it: leave out ec2.connect.bastion.key']
      : ['it is no private key', 'ec2.connect.bastion.key: ~/.ssh/id_ed25519'];
  const message = `${file} cannot be used as a key for the bastion: ${why}`;
  throw new Refusal({ code: 'unreadable-file', message, hint });
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new Refusal({ code: 'unreadable-file', message: `${file} cannot be read: ${(error as Error).message}` });
  }
}
