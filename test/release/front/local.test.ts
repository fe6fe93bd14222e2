import { KeyStore } from '../../../src/bake/key-store.ts';
import { realEffects } from '../../../src/host/effects.ts';
import { FRONT_PACKAGES, type FrontPlace } from '../../../src/release/front/front-machines.ts';
import { KeptConnections } from '../../../src/release/front/kept-connections.ts';
import { localBalancers } from '../../../src/release/front/local-balancers.ts';
import { localZones } from '../../../src/release/front/local-zones.ts';
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
  10_000,
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
