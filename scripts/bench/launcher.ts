import { areaOfNetwork } from '../../src/machines/local/area.ts';
import { localMachines } from '../../src/machines/local/local-machines.ts';
import { connect } from '../../src/ssh/connect.ts';
import { generateKeyPair } from '../../src/ssh/keys.ts';
import { networkOf } from './area.ts';
import { cpuHierarchy, groupSeconds } from './cpu-group.ts';
import type { Lab } from './lab.ts';
import { stateOfWorkspace } from './workspace.ts';

/** rolebake's local provider, as a bake uses it. */
export interface Launcher {
  /** Launches a machine and waits until a command has run in it over ssh. */
  readonly start: (id: string) => Promise<void>;
  /** CPU seconds of a machine that is there. */
  readonly cpuOf: (id: string) => number;
  readonly end: (id: string) => Promise<void>;
}

/** A launcher of machines of one tree, in the network of this lab. */
export async function launcherOf(lab: Lab, lower: string): Promise<Launcher> {
  const subnet = networkOf(lab.pid);
  const machines = localMachines({ state: stateOfWorkspace(lab.folder), subnet });
  const groups = `${await cpuHierarchy()}/${areaOfNetwork(subnet)}`;
  return {
    start: async (id) => {
      const [hostKey, user] = [generateKeyPair('host'), generateKeyPair('user')];
      const wishes = { purpose: 'bake', labels: {}, layers: [lower], credentials: {}, outbound: true } as const;
      const { address } = await machines.launch({ ...wishes, id, hostKey, authorizedKey: user.publicKey });
      const login = { host: address, port: 22, user: 'root', hostKey: hostKey.publicKey, privateKey: user.privateKey };
      await using ssh = await connect(login);
      await ssh.run(['true']);
    },
    cpuOf: (id) => groupSeconds(`${groups}/${id}`) ?? 0,
    end: async (id) => {
      await machines.stop(id);
      await machines.terminate(id);
    },
  };
}
