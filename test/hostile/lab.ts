import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compile, TARGETS, type Target, treeOf } from '../../src/compile/compile.ts';
import { buildConverger } from '../../src/converge/bundle/converger.ts';
import { type ConvergeReport, converge } from '../../src/converge/converge.ts';
import { realEffects } from '../../src/host/effects.ts';
import type { SshConnection } from '../../src/ssh/connection.ts';
import { catalogOf } from '../compile/catalogs.ts';
import { CACHE } from '../converge/machine.ts';
import { login, type TestMachines, testMachines, testSpec } from '../fixtures/test-machines.ts';
import type { Seen } from './probe.ts';

export const ROLE = 'hostile';

/** A machine that one tool makes. */
export interface LabMachine {
  readonly target: Target;
  readonly ssh: SshConnection;
  readonly converge: () => Promise<ConvergeReport>;
  readonly seen: () => Promise<Seen>;
}

/** One machine for each tool; `await using` them. */
export interface Lab extends AsyncDisposable {
  readonly machines: readonly LabMachine[];
}

/** Launches both for a catalog whose role is `hostile`; `before` is run on each, `more` lies beside what is generated. */
export async function openLab(
  texts: ReadonlyMap<string, string>,
  before: string,
  more: Readonly<Record<Target, ReadonlyMap<string, string>>>,
): Promise<Lab> {
  const generated = compile(catalogOf({ shownAs: 'catalog/', texts, problems: [] }));
  const area = await testMachines();
  try {
    const open = (target: Target) =>
      openMachine(area, target, new Map([...treeOf(generated, target), ...more[target]]), before);
    return { machines: await Promise.all(TARGETS.map(open)), [Symbol.asyncDispose]: () => area[Symbol.asyncDispose]() };
  } catch (error) {
    await area[Symbol.asyncDispose]();
    throw error;
  }
}

async function openMachine(
  area: TestMachines,
  target: Target,
  tree: ReadonlyMap<string, string>,
  before: string,
): Promise<LabMachine> {
  const { dir } = await buildConverger({ cacheDir: CACHE }, realEffects);
  const binds = [{ source: dir, target: '/run/rolebake/converger' }];
  const { user, ...spec } = await testSpec(`hostile-${target}`, { binds });
  const ssh = await login(await area.machines.launch(spec), user);
  const root = await area.machines.rootOf(spec.id);
  await script(ssh, before);
  return {
    target,
    ssh,
    converge: () => converge({ connection: ssh, target, role: ROLE, tree }),
    seen: async () => ({
      text: (path) => readFileSync(join(root, 'srv/h', path), 'utf8'),
      accounts: await accounts(ssh),
    }),
  };
}

async function accounts(ssh: SshConnection): Promise<Map<string, string>> {
  const { stdout } = await ssh.run(['getent', 'passwd']);
  return new Map(
    stdout.split('\n').map((line) => {
      const [name = '', , , , comment = ''] = line.split(':');
      return [name, comment];
    }),
  );
}

/** Runs a shell script that must succeed. */
export async function script(ssh: SshConnection, text: string): Promise<string> {
  const { code, stdout, stderr } = await ssh.run(['sh', '-eu', '-s'], { input: text });
  if (code !== 0) throw new Error(`a script ended with ${code}: ${stdout}${stderr}`);
  return stdout;
}
