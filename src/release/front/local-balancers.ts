import { setTimeout as sleep } from 'node:timers/promises';
import { Refusal } from '../../problem/problem.ts';
import type { SshConnection } from '../../ssh/connection.ts';
import type { BalancerSpec, Balancers } from './balancers.ts';
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
import { ADMIN_SOCKET, haproxyConfig, haproxyMaps, withoutServers } from './haproxy-config.ts';
import {
  formerProcesses,
  readFormer,
  readServers,
  runtimeCommands,
  type ServerRow,
  SHOW_FORMER,
  SHOW_PROCESSES,
  SHOW_SERVERS,
  statesOf,
} from './haproxy-runtime.ts';

const CONFIG = '/etc/haproxy/haproxy.cfg';
/** What HAProxy has loaded last, without its servers. */
const LOADED = '/etc/haproxy/loaded.cfg';
/** Debian's unit has it. */
const MASTER_SOCKET = '/run/haproxy-master.sock';

/** Balancers that are HAProxy in machines of this host, one for each role of an environment. */
export function localBalancers(place: FrontPlace): Balancers {
  const partOf = (environment: string, role: string): FrontPart => ({ environment, part: 'balancer', role });
  return {
    put: async (spec) => {
      const machine = await frontMachine(place, partOf(spec.environment, spec.role), spec.lifeSeconds);
      await inFront(place, machine, (ssh) => configure(ssh, spec));
      return { address: machine.address };
    },
    addressOf: async (environment, role) => (await runningFront(place, partOf(environment, role)))?.address,
    states: async (environment, role) => {
      const machine = await runningFront(place, partOf(environment, role));
      if (!machine) return undefined;
      return await inFront(place, machine, async (ssh) => {
        return statesOf(readServers(await ask(ssh, SHOW_SERVERS)), await formerServers(ssh));
      });
    },
    remove: (environment, role) => removeFront(place, partOf(environment, role)),
    list: async (environment) => {
      const labels = (await place.machines.list()).map((machine) => machine.labels);
      const ours = labels.filter((one) => one['environment'] === environment && one['front'] === 'balancer');
      return ours.flatMap(({ role }) => role ?? []).sort();
    },
  };
}

/**
 * The file is written first: HAProxy that dies comes back as it should be. What it has loaded is written last: whoever
 * finds the file of a process that died before does not take it for that.
 */
async function configure(ssh: SshConnection, spec: BalancerSpec): Promise<void> {
  const wanted = haproxyConfig(spec);
  const isRunning = (await ssh.run(['systemctl', 'is-active', '--quiet', 'haproxy'])).code === 0;
  const before = await must(ssh, ['cat', CONFIG]);
  if (before !== wanted) {
    // From here on HAProxy may start anew with either.
    if (withoutServers(before) !== withoutServers(wanted)) await must(ssh, ['rm', '-f', LOADED]);
    for (const [path, text] of haproxyMaps(spec)) await writeFront(ssh, path, text);
    await writeFront(ssh, CONFIG, wanted);
    await must(ssh, ['haproxy', '-c', '-q', '-f', CONFIG]);
  }
  if (isRunning && (await ssh.run(['cat', LOADED])).stdout === withoutServers(wanted))
    return await changeServers(ssh, spec);
  await must(ssh, ['systemctl', isRunning ? 'reload' : 'start', 'haproxy']);
  await writeFront(ssh, LOADED, withoutServers(wanted));
}

async function changeServers(ssh: SshConnection, spec: BalancerSpec): Promise<void> {
  const rows = readServers(await ask(ssh, SHOW_SERVERS));
  for (const command of runtimeCommands(spec, rows)) {
    const said = await askUntilFree(ssh, command);
    if (said === '' || /^(New server registered|Server deleted)\.$/.test(said)) continue;
    throw new Refusal({ code: 'front-failed', message: `HAProxy of ${spec.role} says to ${command}: ${said}` });
  }
}

/** HAProxy ends sessions when it comes to it, and keeps connections for a few seconds more; until then no server goes. */
async function askUntilFree(ssh: SshConnection, command: string): Promise<string> {
  for (let tries = 1; ; tries++) {
    const said = (await ask(ssh, command)).trim();
    if (!/still has connections attached/.test(said) || tries === FREE_TRIES) return said;
    await sleep(FREE_PAUSE_MS);
  }
}

const FREE_PAUSE_MS = 200;
const FREE_TRIES = 150;

/** The servers of processes that have been replaced; one may end while it is asked. */
async function formerServers(ssh: SshConnection): Promise<ServerRow[]> {
  const processes = formerProcesses(await ask(ssh, SHOW_PROCESSES, MASTER_SOCKET));
  const said = await Promise.all(processes.map((pid) => ask(ssh, `@!${pid} ${SHOW_FORMER}`, MASTER_SOCKET)));
  return said.flatMap(readFormer);
}

const ask = (ssh: SshConnection, command: string, socket = ADMIN_SOCKET): Promise<string> =>
  must(ssh, ['socat', '-t', '5', 'stdio', socket], `${command}\n`);
