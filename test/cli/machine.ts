import { KeyStore } from '../../src/bake/key-store.ts';
import { connect } from '../../src/ssh/connect.ts';
import type { Team } from './team.ts';

/** What `launch --json` answers. */
export interface Launched {
  readonly id: string;
  readonly tag: string;
  readonly address: string;
  readonly urls: readonly string[];
}

/** A machine, and the state folder that knows its keys. */
export type InTeam = Launched & { readonly state: string };

/** Launches a tag with flags; the machine ends with the `await using` block. */
export async function launched(team: Team, tag: string, flags: Readonly<Record<string, string>>) {
  const words = Object.entries(flags).flatMap(([name, value]) => ['--flag', `${name}=${value}`]);
  const machine = await team.ask<Launched>('launch', tag, ...words);
  return {
    ...machine,
    state: team.path('state'),
    [Symbol.asyncDispose]: async () => void (await team.run('terminate', machine.id)),
  };
}

/** Runs a program in a machine, as root over ssh; what it printed, which must be all that went wrong. */
export async function inMachine({ id, address, state }: InTeam, argv: readonly [string, ...string[]]): Promise<string> {
  const keys = new KeyStore(state).of(id);
  const [hostKey, privateKey] = [keys.host.publicKey, keys.user.privateKey];
  await using ssh = await connect({ host: address, port: 22, user: 'root', hostKey, privateKey });
  const { code, stdout, stderr } = await ssh.run([...argv]);
  if (code !== 0) throw new Error(`${argv.join(' ')} ended with ${code} in ${id}: ${stdout}${stderr}`);
  return stdout;
}

/** The page that a machine serves first. */
export const pageOf = async ({ urls: [url = ''] }: Launched): Promise<string> => await (await fetch(url)).text();
