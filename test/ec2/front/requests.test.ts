import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ec2Balancers } from '../../../src/release/front/ec2/ec2-balancers.ts';
import { route53Zones } from '../../../src/release/front/ec2/route53-zones.ts';
import { goldenOf, recorded } from '../provider/recorded.ts';
import { testCloud } from '../provider/test-cloud.ts';
import { balancerLife, WAY } from './balancer-life.ts';
import { ZONE } from './zone-life.ts';

const GOLDEN = join(import.meta.dirname, 'golden');

/** All that is asked of AWS for a balancer and the names of its environment, from the first build to the end. */
async function requestsOfALife(): Promise<Map<string, string>> {
  const certificate = 'arn:aws:acm:eu-central-1:123456789012:certificate/1';
  const balancers = { certificate, scheme: 'public' as const, allowFrom: ['203.0.113.0/24'] };
  await using cloud = await testCloud({}, { balancers, hostedZone: { create: true } });
  const { area } = cloud.machines;
  for (const id of ['web-1', 'web-2']) await cloud.machines.launch(cloud.spec(id, { purpose: 'launch' }));
  const zones = route53Zones(area);
  await zones.ensure('test', ZONE);
  const [first] = WAY;
  if (!first) throw new Error('no way');
  const { address } = await ec2Balancers(area).put(first);
  const hosts = new Map([
    [`web.${ZONE}`, [address]],
    [`web-1.${ZONE}`, ['10.0.0.1']],
  ]);
  await zones.put('test', ZONE, hosts, new Map([[`web.${ZONE}`, [{ label: 'web-1', weight: 256 }]]]));
  await balancerLife(ec2Balancers(area));
  await zones.remove('test');
  const ours = cloud.endpoint.requests.filter(({ service }) => ['elasticloadbalancing', 'route53'].includes(service));
  const texts = [...recorded(ours)].map(([action, text]): [string, string] => [
    action,
    text.replaceAll(area.owner, '(owner)'),
  ]);
  return new Map(texts);
}

test('each request is as its golden file says: tags are in the call that makes a thing', async () => {
  const requests = await requestsOfALife();
  expect(Object.fromEntries(requests)).toEqual(goldenOf(GOLDEN, requests));
});
