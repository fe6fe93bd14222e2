import { ec2Balancers } from '../../../src/release/front/ec2/ec2-balancers.ts';
import { route53Zones } from '../../../src/release/front/ec2/route53-zones.ts';
import { NspawnMachines } from '../../ec2-endpoint/machines/nspawn/nspawn-machines.ts';
import { wishes } from '../../fixtures/test-machines.ts';
import { type BalancersSubject, balancersConformance } from '../../release/front/balancers-conformance.ts';
import { webMachine } from '../../release/front/web-machine.ts';
import { zonesConformance } from '../../release/front/zones-conformance.ts';
import { REAL_TIMING, testCloud } from '../provider/test-cloud.ts';

/** Machines, checks and traffic are real ones. */
async function onRealMachines(): Promise<BalancersSubject> {
  const backEnd = await NspawnMachines.make();
  const settings = { timing: REAL_TIMING, balancers: { drainingSeconds: 1 } };
  const cloud = await testCloud({ machines: backEnd }, settings, { allowFrom: `${backEnd.hostAddress}/32` });
  return {
    balancers: ec2Balancers(cloud.machines.area),
    launch: async (id) => {
      const { user, ...spec } = wishes(id, { purpose: 'launch', labels: { environment: 'test' } });
      return await webMachine(await cloud.machines.launch({ ...spec, image: { ami: cloud.debian } }), user);
    },
    ask: async (address) => (await fetch(`http://${backEnd.balancerAt(address)}/`)).text(),
    [Symbol.asyncDispose]: async () => {
      await cloud[Symbol.asyncDispose]();
      await backEnd[Symbol.asyncDispose]();
    },
  };
}

balancersConformance('of Elastic Load Balancing', onRealMachines, 30_000);

zonesConformance('in Route53', async () => {
  const cloud = await testCloud({}, { hostedZone: { create: true } });
  return { zones: route53Zones(cloud.machines.area), [Symbol.asyncDispose]: () => cloud[Symbol.asyncDispose]() };
});
