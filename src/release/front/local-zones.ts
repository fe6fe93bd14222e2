import type { Machine } from '../../machines/machines.ts';
import type { SshConnection } from '../../ssh/connection.ts';
import {
  type FrontPart,
  type FrontPlace,
  frontMachine,
  inFront,
  must,
  removeFront,
  runningFront,
  writeFront,
} from './front-machines.ts';
import { emptyZone, KNOT_CONFIG, knotConfig, NAMES, readHosts, UPDATE_KEY, updateText } from './knot.ts';
import type { HostRecords, Zones } from './zones.ts';

/** Names that Knot serves in a machine of this host, one for each environment. */
export function localZones(place: FrontPlace): Zones {
  const partOf = (environment: string): FrontPart => ({ environment, part: 'resolver' });
  const resolver = async (environment: string, zone: string, lifeSeconds?: number): Promise<Machine> => {
    const machine = await frontMachine(place, partOf(environment), lifeSeconds);
    await inFront(place, machine, (ssh) => serve(ssh, zone));
    return machine;
  };
  return {
    ensure: async (...asked) => ({ address: (await resolver(...asked)).address }),
    put: async (environment, zone, hosts) => {
      await inFront(place, await resolver(environment, zone), async (ssh) => {
        const update = updateText(zone, await hostsIn(ssh, zone), hosts);
        if (update !== undefined) await must(ssh, ['knsupdate', '-k', UPDATE_KEY], update);
      });
    },
    get: async (environment, zone) => {
      const machine = await runningFront(place, partOf(environment));
      return machine && (await inFront(place, machine, (ssh) => hostsIn(ssh, zone)));
    },
    addressOf: async (environment) => (await runningFront(place, partOf(environment)))?.address,
    remove: (environment) => removeFront(place, partOf(environment)),
  };
}

const hostsIn = async (ssh: SshConnection, zone: string): Promise<HostRecords> =>
  readHosts(await must(ssh, ['knotc', 'zone-read', zone]));

/** Starts the server, unless it serves this zone already. */
async function serve(ssh: SshConnection, zone: string): Promise<void> {
  const wanted = knotConfig(zone);
  const isRunning = (await ssh.run(['systemctl', 'is-active', '--quiet', 'knot'])).code === 0;
  if (isRunning && (await must(ssh, ['cat', KNOT_CONFIG])) === wanted) return;
  // Whoever comes after one that died in this finds that it does not run.
  await must(ssh, ['systemctl', 'stop', 'knot']);
  // keymgr prints a comment with the key as knsupdate takes it, then the key as the configuration does.
  const key = await must(ssh, ['keymgr', '-t', 'rolebake', 'hmac-sha256']);
  const [short = ''] = key.split('\n');
  await writeFront(ssh, UPDATE_KEY, `${short.replace(/^# /, '')}\n`);
  await writeFront(ssh, `${UPDATE_KEY}.conf`, key, 'knot');
  await writeFront(ssh, `${NAMES}/${zone}.zone`, emptyZone(zone), 'knot');
  await writeFront(ssh, KNOT_CONFIG, wanted, 'knot');
  await must(ssh, ['systemctl', 'start', 'knot']);
}
