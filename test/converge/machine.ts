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

/** Launches one; `outbound` lets apt reach the host's sources. */
export async function convergeMachine(id: string, outbound = false): Promise<ConvergeMachine> {
  const { dir } = await buildConverger({ cacheDir: CACHE }, realEffects);
  const area = await testMachines();
  try {
    return { ssh: await launch(area, id, dir, outbound), [Symbol.asyncDispose]: () => area[Symbol.asyncDispose]() };
  } catch (error) {
    await area[Symbol.asyncDispose]();
    throw error;
  }
}

async function launch(area: TestMachines, id: string, converger: string, outbound: boolean): Promise<SshConnection> {
  const binds = [{ source: converger, target: '/run/rolebake/converger' }];
  const { user, ...spec } = await testSpec(id, { outbound, binds });
  return login(await area.machines.launch(spec), user);
}
