import { spawn } from 'node:child_process';
import { readlinkSync } from 'node:fs';
import { RunInstancesCommand } from '@aws-sdk/client-ec2';
import { expect, test, vi } from 'vitest';
import { realEffects } from '../../src/host/effects.ts';
import { runChecked } from '../../src/host/processes.ts';
import { areaOf, hostName } from '../../src/machines/local/area.ts';
import { startEndpoint } from '../ec2-endpoint/endpoint.ts';
import { NspawnMachines } from '../ec2-endpoint/machines/nspawn/nspawn-machines.ts';
import { ec2Client } from './client.ts';
import { inState, oneInstance } from './wishes.ts';

const TOKEN = `
const url = 'http://169.254.169.254/latest/api/token';
const headers = { 'x-aws-ec2-metadata-token-ttl-seconds': '60' };
const signal = AbortSignal.timeout(Number(process.argv[1]));
const status = await fetch(url, { method: 'PUT', headers, signal }).then((reply) => reply.status, (error) => error.name);
process.stdout.write(String(status));
`;
const LOOK = `
const reply = await fetch('http://169.254.169.254/latest/meta-data/instance-id');
process.stdout.write(String(reply.status));
`;

/** Runs a program of this host, which answers for the machines' metadata meanwhile. */
const run = (argv: readonly [string, ...string[]], input = ''): Promise<string> =>
  runChecked(realEffects.run, { argv, input });

/** A network name space behind a machine's, as a container's with a bridge is; it goes with its process. */
async function behind(machine: string) {
  const child = spawn('setpriv', ['--pdeathsig', 'KILL', 'unshare', '--net', '--', 'sleep', '600'], {
    stdio: 'ignore',
  });
  const own = readlinkSync('/proc/self/ns/net');
  await vi.waitFor(() => expect(readlinkSync(`/proc/${child.pid}/ns/net`)).not.toBe(own), { timeout: 60_000 });
  const inside = (...argv: [string, ...string[]]) =>
    run(['nsenter', '--net', '--target', `${child.pid}`, '--', ...argv]);
  await run(['ip', '-n', machine, 'link', 'add', 'box0', 'type', 'veth', 'peer', 'eth0', 'netns', `${child.pid}`]);
  await run(['ip', '-n', machine, 'address', 'add', '192.168.77.1/24', 'dev', 'box0']);
  await run(['ip', '-n', machine, 'link', 'set', 'box0', 'up']);
  await inside('ip', 'address', 'add', '192.168.77.2/24', 'dev', 'eth0');
  await inside('ip', 'link', 'set', 'eth0', 'up');
  await inside('ip', 'route', 'add', 'default', 'via', '192.168.77.1');
  const inMachine = ['ip', 'netns', 'exec', machine] as const;
  await run([...inMachine, 'nft', '-f', '-'], MASQUERADE);
  await run([...inMachine, 'sysctl', '--quiet', '--write', 'net.ipv4.ip_forward=1']);
  return { inside, [Symbol.dispose]: () => void child.kill('SIGKILL') };
}

const MASQUERADE = `table ip box {
  chain out {
    type nat hook postrouting priority 100
    ip saddr 192.168.77.0/24 masquerade
  }
}
`;

/** Runs a program of Node and gives what it says. */
const node = (program: string, ...more: string[]): [string, ...string[]] => [
  process.execPath,
  ...['--input-type=module', '--eval', program, ...more],
];

test('a token goes as many hops as the machine was asked for with: not into a container with a bridge, if that is one', {
  timeout: 180_000,
}, async () => {
  await using machines = await NspawnMachines.make();
  await using endpoint = await startEndpoint({ machines });
  const client = ec2Client(endpoint);
  const area = areaOf(machines.settings, realEffects);
  const launched = async (HttpPutResponseHopLimit: number, HttpTokens: 'required' | 'optional') => {
    const MetadataOptions = { HttpTokens, HttpPutResponseHopLimit };
    const { Instances = [] } = await client.send(
      new RunInstancesCommand(await oneInstance(client, { MetadataOptions })),
    );
    await inState(client, Instances[0]?.InstanceId, 'running', 30_000);
    return hostName(area, Instances[0]?.InstanceId ?? '');
  };
  const [near, far] = [await launched(1, 'optional'), await launched(2, 'required')];
  using boxOfNear = await behind(near);
  using boxOfFar = await behind(far);
  const inMachine = (machine: string) => run(['ip', 'netns', 'exec', machine, ...node(TOKEN, '20000')]);
  expect([await inMachine(near), await inMachine(far)]).toEqual(['200', '200']);
  expect(await boxOfFar.inside(...node(TOKEN, '20000'))).toBe('200');
  expect(await boxOfNear.inside(...node(TOKEN, '3000'))).toBe('TimeoutError');
  // What needs no token still comes: only its reply is held up.
  expect(await boxOfNear.inside(...node(LOOK))).toBe('200');
});
