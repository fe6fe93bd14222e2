import { buildConverger } from '../../src/converge/bundle/converger.ts';
import { realEffects } from '../../src/host/effects.ts';
import type { SshConnection } from '../../src/ssh/connection.ts';
import { login, type TestMachines, testMachines, testSpec } from '../fixtures/test-machines.ts';

/** Where tests keep what takes minutes to build; the same as rolebake's own. */
export const CACHE = '/var/cache/rolebake';

/** A booted machine with the converger in it. */
export interface ConvergeMachine extends AsyncDisposable {
  readonly ssh: SshConnection;
}

/** Launches one; `outbound` lets apt reach the host's sources, `folders` of the host are seen by their place inside. */
export async function convergeMachine(
  id: string,
  outbound = false,
  folders: Readonly<Record<string, string>> = {},
): Promise<ConvergeMachine> {
  const { dir } = await buildConverger({ cacheDir: CACHE }, realEffects);
  const area = await testMachines();
  try {
    return {
      ssh: await launch(area, id, outbound, { '/run/rolebake/converger': dir, ...folders }),
      [Symbol.asyncDispose]: () => area[Symbol.asyncDispose](),
    };
  } catch (error) {
    await area[Symbol.asyncDispose]();
    throw error;
  }
}

async function launch(
  area: TestMachines,
  id: string,
  outbound: boolean,
  folders: Readonly<Record<string, string>>,
): Promise<SshConnection> {
  const binds = Object.entries(folders).map(([target, source]) => ({ source, target }));
  const { user, ...spec } = await testSpec(id, { outbound, binds });
  return login(await area.machines.launch(spec), user);
}
