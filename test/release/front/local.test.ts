import { expect, test, vi } from 'vitest';
import { KeyStore } from '../../../src/bake/key-store.ts';
import { fenced } from '../../../src/engine/fenced.ts';
import { realEffects } from '../../../src/host/effects.ts';
import { FRONT_PACKAGES, type FrontPlace } from '../../../src/release/front/front-machines.ts';
import { KeptConnections } from '../../../src/release/front/kept-connections.ts';
import { localBalancers } from '../../../src/release/front/local-balancers.ts';
import { localZones } from '../../../src/release/front/local-zones.ts';
import type { SshConnection } from '../../../src/ssh/connection.ts';
import { buildOsTree } from '../../../src/streams/os.ts';
import { type TestMachines, testMachines, testSpec } from '../../fixtures/test-machines.ts';
import { balancersConformance } from './balancers-conformance.ts';
import { webMachine } from './web-machine.ts';
import { zonesConformance } from './zones-conformance.ts';

/** Balancers and name servers that are machines of this host, in an area of their own. */
async function front(): Promise<FrontPlace & { readonly area: TestMachines }> {
  const area = await testMachines();
  const tree = async () => (await buildOsTree({ suite: 'bookworm', packages: FRONT_PACKAGES }, realEffects)).dir;
  const connections = new KeptConnections();
  return { area, machines: area.machines, keys: new KeyStore(area.settings.state), connections, tree };
}

balancersConformance(
  'on this host',
  async () => {
    const { area, ...place } = await front();
    return {
      balancers: localBalancers(place),
      launch: async (id) => {
        const { user, ...spec } = await testSpec(id, { purpose: 'launch' });
        return await webMachine(await area.machines.launch(spec), user);
      },
      ask: async (address) => (await fetch(`http://${address}/`)).text(),
      [Symbol.asyncDispose]: async () => {
        await place.connections[Symbol.asyncDispose]();
        await area[Symbol.asyncDispose]();
      },
    };
  },
  60_000,
);

zonesConformance('on this host', async () => {
  const { area, ...place } = await front();
  return {
    zones: localZones(place),
    [Symbol.asyncDispose]: async () => {
      await place.connections[Symbol.asyncDispose]();
      await area[Symbol.asyncDispose]();
    },
  };
});

/** Connections of a process that dies before a command to a machine, once it has given so many. */
class MortalConnections extends KeptConnections {
  commands = Number.POSITIVE_INFINITY;

  /** What happens to the machine that a process was at as it died. */
  meanwhile: (ssh: SshConnection) => Promise<unknown> = async () => undefined;

  override use<T>(name: string, open: () => Promise<SshConnection>, act: (ssh: SshConnection) => Promise<T>) {
    const check = () => {
      this.commands -= 1;
      if (this.commands < 0) throw new Error('dead');
    };
    return super.use(name, open, (ssh) =>
      act(fenced(ssh, check)).catch(async (error) => {
        await this.meanwhile(ssh);
        throw error;
      }),
    );
  }

  /** Does something, and dies in it before each of its commands in turn; each time another one does it again. */
  async *deaths(act: (turn: number, isAgain: boolean) => Promise<unknown>): AsyncGenerator<number> {
    for (let turn = 0, isOver = false; !isOver; turn++) {
      this.commands = turn;
      isOver = await act(turn, false).then(
        () => true,
        () => false,
      );
      this.commands = Number.POSITIVE_INFINITY;
      await act(turn, true);
      yield turn;
    }
  }
}

test('a balancer that a process died in changing is as the next one wants it, wherever that was', async () => {
  const connections = new MortalConnections();
  const balancers = localBalancers({ ...(await front()), connections });
  const put = (turn: number) => {
    const listeners = [{ endpoint: 'http', port: 9_100 + turn, target: 8080, health: '/' }];
    return balancers.put({ environment: 'dying', role: 'web', listeners, servers: [] });
  };
  const { address } = await put(0);
  for await (const turn of connections.deaths((count) => put(count + 1)))
    await vi.waitFor(async () => expect((await fetch(`http://${address}:${9_101 + turn}/`)).status).toBe(503), 60_000);
  await balancers.remove('dying', 'web');
});

test('a balancer that starts anew with what a process that died has written is as the next one wants it', async () => {
  const connections = new MortalConnections();
  const balancers = localBalancers({ ...(await front()), connections });
  const put = (port: number) => {
    const listeners = [{ endpoint: 'http', port, target: 8080, health: '/' }];
    return balancers.put({ environment: 'anew', role: 'web', listeners, servers: [] });
  };
  const { address } = await put(9_200);
  connections.meanwhile = async (ssh) => {
    await ssh.run(['systemctl', 'reset-failed', 'haproxy']);
    await ssh.run(['systemctl', 'restart', 'haproxy']);
  };
  for await (const _ of connections.deaths((count, isAgain) => put(isAgain ? 9_200 : 9_201 + count)))
    await vi.waitFor(async () => expect((await fetch(`http://${address}:9200/`)).status).toBe(503), 30_000);
  await balancers.remove('anew', 'web');
});

test('a name server that a process died in changing serves what the next one wants, wherever that was', async () => {
  const connections = new MortalConnections();
  const zones = localZones({ ...(await front()), connections });
  const ensure = (turn: number) => zones.ensure('dying', `zone-${turn}.test`);
  await ensure(0);
  for await (const turn of connections.deaths((count) => ensure(count + 1)))
    expect(await zones.get('dying', `zone-${turn + 1}.test`)).toEqual(new Map());
  await zones.remove('dying');
});

/** Connections to an HAProxy that is slow to end what it was told to end. */
class SlowToEnd extends KeptConnections {
  refusals = 0;

  override use<T>(name: string, open: () => Promise<SshConnection>, act: (ssh: SshConnection) => Promise<T>) {
    return super.use(name, open, (ssh) => act(this.#slow(ssh)));
  }

  #slow(ssh: SshConnection): SshConnection {
    const run: SshConnection['run'] = async (argv, options) => {
      if (this.refusals === 0 || !`${options?.input}`.startsWith('del server ')) return await ssh.run(argv, options);
      this.refusals -= 1;
      return { code: 0, stdout: 'Server still has connections attached to it, cannot remove it.\n', stderr: '' };
    };
    return new Proxy(ssh, { get: (target, key) => (key === 'run' ? run : Reflect.get(target, key, target)) });
  }
}

test('a server that HAProxy cannot let go at once is let go when it can', async () => {
  const connections = new SlowToEnd();
  const balancers = localBalancers({ ...(await front()), connections });
  const put = (ids: readonly string[]) => {
    const servers = ids.map((id) => ({ id, build: 1, weight: 1, address: '127.0.0.1' }));
    const listeners = [{ endpoint: 'http', port: 80, target: 8080, health: '/' }];
    return balancers.put({ environment: 'slow', role: 'web', listeners, servers });
  };
  await put(['web-1', 'web-2']);
  connections.refusals = 3;
  await put(['web-1']);
  expect((await balancers.states('slow', 'web'))?.map(({ id }) => id)).toEqual(['web-1']);
  expect(connections.refusals).toBe(0);
  await balancers.remove('slow', 'web');
});
