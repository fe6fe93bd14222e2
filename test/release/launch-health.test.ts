import { connect, type Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { KeyStore } from '../../src/bake/key-store.ts';
import { realEffects } from '../../src/host/effects.ts';
import type { Machines } from '../../src/machines/machines.ts';
import { waitHealthy } from '../../src/release/launch.ts';
import type { RoleImage } from '../../src/release/role-image.ts';
import { login, testMachines, testSpec } from '../fixtures/test-machines.ts';

const IMAGE = {
  ...{ name: 'role/web@1', role: 'web', job: '0123456789ab', digest: `sha256:${'0'.repeat(64)}` },
  contract: { serves: [{ name: 'http', port: 8080, health: '/' }], flags: {}, logs: {} },
} as unknown as RoleImage;

/** A web server of what every Debian has. */
const SERVE = `use IO::Socket::INET;
my $door = IO::Socket::INET->new(LocalPort => 8080, Listen => 5, ReuseAddr => 1) or die;
while (my $peer = $door->accept) { while (<$peer>) { last if /^\\r/ } print $peer "HTTP/1.0 200 OK\\r\\n\\r\\n"; }`;

/** A machine that this host reaches by its ssh alone, and what cuts that. */
async function farMachine() {
  const area = await testMachines();
  onTestFinished(() => area[Symbol.asyncDispose]());
  const keys = new KeyStore(area.settings.state);
  onTestFinished(() => keys.forget('web'));
  const { host, user } = keys.of('web');
  const spec = await testSpec('web', { hostKey: host, authorizedKey: user.publicKey });
  const machine = await area.machines.launch(spec);
  const streams: Socket[] = [];
  const dial = async () => {
    const stream = connect(22, machine.address);
    streams.push(stream);
    return stream;
  };
  const machines: Machines = { ...area.machines, dial };
  return { machine, keys, user, machines, streams };
}

test('a machine is waited for through a new ssh where the first one was cut', async () => {
  const { machine, keys, user, machines, streams } = await farMachine();
  const place = { machines, keys, effects: realEffects };
  const waiting = waitHealthy(IMAGE, machine, 30, place);
  // More than a login takes: it has asked for the port, again and again.
  await expect.poll(() => streams[0]?.bytesRead, { timeout: 20_000 }).toBeGreaterThan(4_000);
  streams[0]?.destroy();
  await expect.poll(() => streams.length, { timeout: 10_000 }).toBe(2);
  await using ssh = await login(machine, user);
  expect(await ssh.run(['systemd-run', 'perl', '-e', SERVE])).toMatchObject({ code: 0 });
  await waiting;
}, 120_000);
