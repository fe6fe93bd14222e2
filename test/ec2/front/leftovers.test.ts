import { rm } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { ec2Balancers } from '../../../src/release/front/ec2/ec2-balancers.ts';
import { route53Zones } from '../../../src/release/front/ec2/route53-zones.ts';
import { testCloud } from '../provider/test-cloud.ts';
import { WAY } from './balancer-life.ts';

const isAlive = () => false;

test('what is in front of an environment that nothing knows of is shown, then removed; what is known stays', async () => {
  await using cloud = await testCloud({}, { hostedZone: { create: true } });
  const { area } = cloud.machines;
  const [balancers, zones] = [ec2Balancers(area), route53Zones(area)];
  for (const id of ['web-1', 'web-2']) await cloud.machines.launch(cloud.spec(id, { purpose: 'launch' }));
  for (const spec of WAY) await balancers.put(spec);
  await zones.ensure('test', 'test.shop.example');
  expect(await cloud.machines.leftovers(isAlive)).toEqual([]);
  await rm(`${cloud.settings.state}/ec2/balancers`, { recursive: true });
  await rm(`${cloud.settings.state}/ec2/zones`, { recursive: true });
  const [zone] = cloud.endpoint.cloud.hostedZones.keys();
  expect(await cloud.machines.leftovers(isAlive)).toEqual([
    {
      kind: 'balancer',
      id: expect.stringMatching(/^rb-test-web-/),
      region: 'eu-central-1',
      why: 'nothing knows of web in test',
    },
    { kind: 'hosted-zone', id: zone, region: 'eu-central-1', why: 'nothing knows of test' },
  ]);
  await cloud.machines.sweep(isAlive);
  for (const id of ['web-1', 'web-2']) await cloud.machines.terminate(id);
  expect(cloud.left()).toEqual([]);
  expect(cloud.endpoint.cloud.hostedZones.size).toBe(0);
});

test("another state folder's are left alone until their time is over", async () => {
  await using cloud = await testCloud();
  const spec = { environment: 'test', role: 'web', listeners: WAY[0]?.listeners ?? [], servers: [] };
  await ec2Balancers(cloud.machines.area).put(spec);
  await ec2Balancers(cloud.machines.area).put({ ...spec, role: 'short', lifeSeconds: -1 });
  await using other = await testCloud({}, { balancers: {} });
  const theirs = cloud.another({ state: other.settings.state, balancers: {} });
  expect((await theirs.leftovers(isAlive)).map(({ id, why }) => [id.slice(0, 14), why.slice(0, 15)])).toEqual([
    ['rb-test-short-', "nobody's since "],
  ]);
});

test('whoever has never had an environment asks nothing of balancers and names', async () => {
  await using cloud = await testCloud();
  await cloud.machines.sweep(isAlive);
  await cloud.machines.rights();
  const services = new Set(cloud.endpoint.requests.map(({ service }) => service));
  expect([...services].sort()).toEqual(['ec2', 'sts']);
});
