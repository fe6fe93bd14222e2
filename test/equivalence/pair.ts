import { TARGETS, type Target } from '../../src/compile/compile.ts';
import { buildConverger } from '../../src/converge/bundle/converger.ts';
import { type ConvergeReport, converge } from '../../src/converge/converge.ts';
import { realEffects } from '../../src/host/effects.ts';
import type { SshConnection } from '../../src/ssh/connection.ts';
import { CACHE } from '../converge/machine.ts';
import { login, type TestMachines, testSpec } from '../fixtures/test-machines.ts';
import type { Group } from './group.ts';

/** One of the two machines of a group. */
export interface GroupMachine {
  /** The tool that makes it what it is. */
  readonly target: Target;
  /** Its disk, as seen from the host. */
  readonly root: string;
  readonly ssh: SshConnection;
  /** Runs a tool on it. */
  readonly converge: (target: Target, noop?: boolean) => Promise<ConvergeReport>;
}

/** Two fresh machines of one name and one host key, so that they differ in nothing; `await using` them. */
export interface Pair extends AsyncDisposable {
  readonly machines: readonly GroupMachine[];
}

/** Launches both, brings their lists of packages up to date, and prepares them as the group's cases ask. */
export async function launchPair(area: TestMachines, group: Group): Promise<Pair> {
  const { dir } = await buildConverger({ cacheDir: CACHE }, realEffects);
  const binds = [{ source: dir, target: '/run/rolebake/converger' }];
  const { user, ...spec } = await testSpec('', { outbound: true, binds });
  const idOf = (target: Target) => `${group.name.replaceAll('_', '-')}-${target}`;
  const open = async (target: Target): Promise<GroupMachine> => {
    const id = idOf(target);
    const ssh = await login(await area.machines.launch({ ...spec, id }), user);
    await prepare(ssh, group);
    const run: GroupMachine['converge'] = (tool, noop = false) =>
      converge({ connection: ssh, target: tool, role: group.name, tree: group.trees[tool], noop });
    return { target, root: await area.machines.rootOf(id), ssh, converge: run };
  };
  const machines = await Promise.all(TARGETS.map(open));
  const dispose = async () => {
    await Promise.all(machines.map(({ ssh }) => ssh.close()));
    for (const target of TARGETS) await area.machines.terminate(idOf(target));
  };
  return { machines, [Symbol.asyncDispose]: dispose };
}

async function prepare(ssh: SshConnection, { cases }: Group): Promise<void> {
  await script(ssh, 'apt-get', 'apt-get -qq -o Acquire::Retries=3 -o APT::Update::Error-Mode=any update');
  for (const { name, before } of cases) if (before !== undefined) await script(ssh, `before of ${name}`, before);
}

async function script(ssh: SshConnection, title: string, text: string): Promise<void> {
  const { code, stdout, stderr } = await runScript(ssh, text);
  if (code !== 0) throw new Error(`${title} ended with ${code}: ${stdout}${stderr}`);
}

/** Runs a shell script of a case on a machine; what it says shows each of its commands. */
export const runScript = (ssh: SshConnection, text: string) =>
  ssh.run(['env', 'DEBIAN_FRONTEND=noninteractive', 'LC_ALL=C.UTF-8', 'sh', '-eux', '-s'], { input: text });
