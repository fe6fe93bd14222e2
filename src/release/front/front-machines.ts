import { createHash } from 'node:crypto';
import type { KeyStore } from '../../bake/key-store.ts';
import { rootLogin } from '../../bake/root-login.ts';
import type { LocalMachines } from '../../machines/local/local-machines.ts';
import type { Machine } from '../../machines/machines.ts';
import { Refusal } from '../../problem/problem.ts';
import { connect } from '../../ssh/connect.ts';
import type { SshConnection } from '../../ssh/connection.ts';
import type { KeptConnections } from './kept-connections.ts';

/** What the machines in front of an environment's roles are made with. */
export interface FrontPlace {
  readonly machines: LocalMachines;
  readonly keys: KeyStore;
  readonly connections: KeptConnections;
  /** The tree that has HAProxy and Knot; built when it is first needed. */
  readonly tree: () => Promise<string>;
}

/** Debian packages of the tree. */
export const FRONT_PACKAGES = ['haproxy', 'knot', 'knot-dnsutils', 'socat'] as const;

/** What such a machine is for: the balancer of a role, or the resolver of the environment. */
export interface FrontPart {
  readonly environment: string;
  readonly part: 'balancer' | 'resolver';
  /** Of a balancer. */
  readonly role?: string;
}

/** The machine of a part has always the same name, so that any process finds it. */
function frontId({ environment, part, role = '' }: FrontPart): string {
  const hash = createHash('sha256')
    .update(JSON.stringify([environment, part, role]))
    .digest('hex')
    .slice(0, 12);
  return `${part}-${hash}`;
}

/** The machine of a part, launched if it is not there or has ended. */
export async function frontMachine(place: FrontPlace, part: FrontPart, lifeSeconds?: number): Promise<Machine> {
  const id = frontId(part);
  const there = await place.machines.get(id);
  if (there?.state === 'running') return there;
  await removeFront(place, part);
  const keys = place.keys.of(id);
  const { environment, part: kind, role } = part;
  return await place.machines.launch({
    ...{ id, purpose: 'launch', hostname: id, credentials: {}, outbound: false },
    labels: { environment, front: kind, ...(role === undefined ? {} : { role }) },
    layers: [await place.tree()],
    hostKey: keys.host,
    authorizedKey: keys.user.publicKey,
    ...(lifeSeconds === undefined ? {} : { lifeSeconds }),
  });
}

/** The machine of a part, if it runs. */
export async function runningFront({ machines }: FrontPlace, part: FrontPart): Promise<Machine | undefined> {
  const machine = await machines.get(frontId(part));
  return machine?.state === 'running' ? machine : undefined;
}

/** Ends the machine of a part; one that is not there is fine. */
export async function removeFront({ machines, keys, connections }: FrontPlace, part: FrontPart): Promise<void> {
  await connections.close(frontId(part));
  await machines.terminate(frontId(part));
  keys.forget(frontId(part));
}

/** Does something over ssh in a machine. */
export const inFront = <T>(
  { machines, keys, connections }: FrontPlace,
  machine: Machine,
  act: (ssh: SshConnection) => Promise<T>,
): Promise<T> => connections.use(machine.id, () => connect(rootLogin(machines, machine, keys.of(machine.id))), act);

/** Runs a program that must succeed; its output. */
export async function must(ssh: SshConnection, argv: readonly [string, ...string[]], input?: string): Promise<string> {
  const { code, stdout, stderr } = await ssh.run(argv, input === undefined ? {} : { input });
  if (code === 0) return stdout;
  const words = (stderr.trim() || stdout.trim()).split('\n').slice(-5).join('\n');
  throw new Refusal({ code: 'front-failed', message: `${argv.slice(0, 2).join(' ')} ended with ${code}: ${words}` });
}

/** Writes a file that only root may read. */
export const writeFront = async (ssh: SshConnection, path: string, text: string, owner = 'root'): Promise<void> =>
  void (await must(ssh, ['install', '-D', '-m', '0640', '-g', owner, '/dev/stdin', path], text));
