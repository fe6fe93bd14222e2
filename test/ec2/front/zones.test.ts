import { describe, expect, test } from 'vitest';
import { ec2Balancers } from '../../../src/release/front/ec2/ec2-balancers.ts';
import { route53Zones } from '../../../src/release/front/ec2/route53-zones.ts';
import type { BuildShare, HostBuilds, HostRecords } from '../../../src/release/front/zones.ts';
import { addHostedZone } from '../../ec2-endpoint/calls/route53/hosted-zones.ts';
import type { FaultyRequest } from '../../ec2-endpoint/faults.ts';
import { Params } from '../../ec2-endpoint/protocol/params.ts';
import type { HostedZone } from '../../ec2-endpoint/state/hosted-zone.ts';
import { type TestCloud, testCloud } from '../provider/test-cloud.ts';

const ZONE = 'test.shop.example';
const HTTP = [{ endpoint: 'http', port: 80, target: 8080, health: '/healthz' }];
/** A record of somebody else, but for its name. */
const FOREIGN = {
  ...{ type: 'A', setIdentifier: undefined, weight: undefined, ttl: 60 },
  ...{ values: ['10.9.9.9'], alias: undefined },
};

/** Somebody's hosted zone; with `isPublic` everybody sees it, else the network alone. */
function hostedZone({ endpoint }: TestCloud, name: string, isPublic = false): HostedZone {
  const { cloud, clock } = endpoint;
  const region = cloud.region('eu-central-1');
  const [vpc] = isPublic ? [] : region.vpcs.keys();
  const context = { cloud, region, now: clock.now(), params: new Params({}) };
  return addHostedZone(context, { name, reference: `${name} ${isPublic}`, comment: '', vpc });
}

/** Record sets besides those that each zone begins with. */
const setsIn = ({ recordSets }: HostedZone) =>
  recordSets
    .filter(({ type }) => type !== 'NS' && type !== 'SOA')
    .map(({ name, setIdentifier, weight, values, alias }) => {
      return `${name} ${setIdentifier ?? '-'} ${weight ?? '-'} ${alias ? 'alias' : values.join(',')}`;
    })
    .sort();

const zonesOf = (cloud: TestCloud) => route53Zones(cloud.machines.area);

async function balancerOf(cloud: TestCloud): Promise<string> {
  const spec = { environment: 'test', role: 'web', listeners: HTTP, servers: [] };
  return (await ec2Balancers(cloud.machines.area).put(spec)).address;
}

const named = (hosts: Record<string, string[]>): HostRecords => new Map(Object.entries(hosts));
const shared = (builds: Record<string, BuildShare[]>): HostBuilds => new Map(Object.entries(builds));

describe('names in Route53', () => {
  test('a role leads to its balancer by an alias for each build with its share, a build to its machines', async () => {
    await using cloud = await testCloud();
    const zone = hostedZone(cloud, 'shop.example');
    const [zones, balancer] = [zonesOf(cloud), await balancerOf(cloud)];
    expect(await zones.get('test', ZONE)).toBeUndefined();
    expect(await zones.ensure('test', ZONE)).toEqual({ address: '169.254.169.253' });
    const hosts = named({ [`web.${ZONE}`]: [balancer], [`web-42.${ZONE}`]: ['10.0.0.2', '10.0.0.1'] });
    await zones.put('test', ZONE, hosts, shared({ [`web.${ZONE}`]: [{ label: 'web-42', weight: 512 }] }));
    expect(setsIn(zone)).toEqual([`web-42.${ZONE}. web-42 1 10.0.0.1,10.0.0.2`, `web.${ZONE}. web-42 255 alias`]);
    expect(zone.recordSets.find(({ alias }) => alias)?.alias).toEqual({ zone: 'Z215JYRZR1TBD5', name: `${balancer}.` });
    const both = [
      { label: 'web-42', weight: 256 },
      { label: 'web-43', weight: 28 },
    ];
    await zones.put('test', ZONE, hosts, shared({ [`web.${ZONE}`]: both }));
    expect(setsIn(zone).slice(1)).toEqual([`web.${ZONE}. web-42 255 alias`, `web.${ZONE}. web-43 28 alias`]);
    const next = named({ [`web.${ZONE}`]: [balancer], [`web-43.${ZONE}`]: ['10.0.0.3'] });
    await zones.put('test', ZONE, next, shared({ [`web.${ZONE}`]: [{ label: 'web-43', weight: 1 }] }));
    expect(setsIn(zone)).toEqual([`web-43.${ZONE}. web-43 1 10.0.0.3`, `web.${ZONE}. web-43 1 alias`]);
    expect(await zones.get('test', ZONE)).toEqual(new Map([...next].sort()));
    await zones.remove('test');
    expect(setsIn(zone)).toEqual([]);
    expect(await zones.get('test', ZONE)).toBeUndefined();
  });

  test('its servers are those of the hosted zone', async () => {
    await using cloud = await testCloud();
    const zones = zonesOf(cloud);
    expect(await zones.nameServers?.('test', ZONE)).toEqual([]);
    const servers = hostedZone(cloud, 'shop.example').recordSets.find(({ type }) => type === 'NS')?.values ?? [];
    expect(servers.length).toBeGreaterThan(1);
    expect(await zones.nameServers?.('test', ZONE)).toEqual(servers.map((server) => server.replace(/\.$/, '')));
  });

  test('what is so already is not asked for again', async () => {
    await using cloud = await testCloud();
    hostedZone(cloud, 'shop.example');
    const zones = zonesOf(cloud);
    const hosts = named({ [`web.${ZONE}`]: [await balancerOf(cloud)], [`web-1.${ZONE}`]: ['10.0.0.1'] });
    for (let times = 0; times < 2; times++) await zones.put('test', ZONE, hosts, new Map());
    const changes = cloud.endpoint.requests.filter(({ action }) => action === 'ChangeResourceRecordSets');
    expect(changes).toHaveLength(1);
  });

  test('names of others are left alone: other names, other types, weighted ones under other identifiers', async () => {
    await using cloud = await testCloud();
    const zone = hostedZone(cloud, 'shop.example');
    zone.recordSets = [
      ...zone.recordSets,
      { ...FOREIGN, name: `db.${ZONE}.` },
      { ...FOREIGN, name: `web-1.${ZONE}.`, type: 'TXT', values: ['"mine"'] },
      { ...FOREIGN, name: `web.${ZONE}.`, setIdentifier: 'by-hand', weight: 3 },
      { ...FOREIGN, name: 'web-1.shop.example.', setIdentifier: 'web-1', weight: 1 },
    ];
    const before = setsIn(zone);
    const zones = zonesOf(cloud);
    await zones.put(
      'test',
      ZONE,
      named({ [`web-1.${ZONE}`]: ['10.0.0.1'], [`web.${ZONE}`]: [await balancerOf(cloud)] }),
      new Map(),
    );
    expect(setsIn(zone)).toEqual(expect.arrayContaining(before));
    expect(setsIn(zone)).toHaveLength(before.length + 2);
    await zones.remove('test');
    expect(setsIn(zone)).toEqual(before);
  });

  test('names of an environment whose zone lies in that of another are its own', async () => {
    await using cloud = await testCloud();
    const zone = hostedZone(cloud, 'shop.example');
    const zones = zonesOf(cloud);
    const inner = `try.${ZONE}`;
    await zones.put('try', inner, named({ [`web-1.${inner}`]: ['10.0.0.1'] }), new Map());
    await zones.put('test', ZONE, named({ [`web-1.${ZONE}`]: ['10.0.0.2'] }), new Map());
    expect([...((await zones.get('test', ZONE)) ?? [])]).toEqual([[`web-1.${ZONE}`, ['10.0.0.2']]]);
    await zones.remove('test');
    expect(setsIn(zone)).toEqual([`web-1.${inner}. web-1 1 10.0.0.1`]);
  });

  test('a record of somebody else that a name of ours cannot stand beside is told, and nothing is changed', async () => {
    await using cloud = await testCloud();
    const zone = hostedZone(cloud, 'shop.example');
    zone.recordSets = [...zone.recordSets, { ...FOREIGN, name: `web-1.${ZONE}.` }];
    const hosts = named({ [`web-1.${ZONE}`]: ['10.0.0.1'], [`api-1.${ZONE}`]: ['10.0.0.2'] });
    await expect(zonesOf(cloud).put('test', ZONE, hosts, new Map())).rejects.toThrow(
      /front-failed: names in shop.example: .*web-1/,
    );
    expect(setsIn(zone)).toEqual([`web-1.${ZONE}. - - 10.9.9.9`]);
  });
});

describe('the hosted zone', () => {
  test('is the narrowest of the wanted kind that the network sees', async () => {
    await using cloud = await testCloud();
    hostedZone(cloud, 'example');
    const open = hostedZone(cloud, 'shop.example', true);
    const hidden = hostedZone(cloud, 'shop.example');
    const hosts = named({ [`web-1.${ZONE}`]: ['10.0.0.1'] });
    await zonesOf(cloud).put('test', ZONE, hosts, new Map());
    expect([setsIn(open).length, setsIn(hidden).length]).toEqual([0, 1]);
    const { area } = cloud.another({ hostedZone: { kind: 'public' } });
    await route53Zones(area).put('test', ZONE, hosts, new Map());
    expect([setsIn(open).length, setsIn(hidden).length]).toEqual([1, 1]);
  });

  test('is refused where there is none, or several', async () => {
    await using cloud = await testCloud();
    hostedZone(cloud, 'shop.example', true);
    const zones = zonesOf(cloud);
    await expect(zones.ensure('test', ZONE)).rejects.toThrow(
      /wrong-value: the account has no private hosted zone for test.shop.example/,
    );
    hostedZone(cloud, 'shop.example');
    hostedZone(cloud, 'shop.example');
    await expect(zones.ensure('test', ZONE)).rejects.toThrow(/several hosted zones shop.example: Z\w+, Z\w+/);
    const [first] = [...cloud.endpoint.cloud.hostedZones.values()].filter(({ isPrivate }) => isPrivate);
    const { area } = cloud.another({ hostedZone: { id: first?.id ?? '' } });
    expect(await route53Zones(area).ensure('test', ZONE)).toEqual({ address: '169.254.169.253' });
  });

  test.each([0, 1])(
    'is made for an environment if the settings say so, once (%d answers lost), and goes with it',
    async (lost) => {
      const losesReply = ({ action, count }: FaultyRequest) => action === 'CreateHostedZone' && count <= lost;
      await using cloud = await testCloud({ faults: { losesReply } }, { hostedZone: { create: true } });
      const zones = zonesOf(cloud);
      await zones.ensure('test', ZONE);
      await zones.put('test', ZONE, named({ [`web-1.${ZONE}`]: ['10.0.0.1'] }), new Map());
      const all = [...cloud.endpoint.cloud.hostedZones.values()];
      expect(all.map(({ name, isPrivate }) => [name, isPrivate])).toEqual([[`${ZONE}.`, true]]);
      await zones.remove('test');
      expect(cloud.endpoint.cloud.hostedZones.size).toBe(0);
      await zones.ensure('test', ZONE);
      expect(cloud.endpoint.cloud.hostedZones.size).toBe(1);
    },
  );

  test('that was made stays while others have names in it', async () => {
    await using cloud = await testCloud({}, { hostedZone: { create: true } });
    const zones = zonesOf(cloud);
    await zones.ensure('test', ZONE);
    const [zone] = cloud.endpoint.cloud.hostedZones.values();
    if (!zone) throw new Error('no zone');
    zone.recordSets = [...zone.recordSets, { ...FOREIGN, name: `db.${ZONE}.` }];
    await zones.remove('test');
    expect(setsIn(zone)).toEqual([`db.${ZONE}. - - 10.9.9.9`]);
  });
});

describe('what Route53 does on a bad day', () => {
  test.each(['ChangeResourceRecordSets', 'GetChange', 'ListResourceRecordSets', 'DeleteHostedZone'])(
    'the answer of %s is lost',
    async (lost) => {
      const losesReply = ({ action, count }: FaultyRequest) => action === lost && count % 2 === 1;
      await using cloud = await testCloud({ faults: { losesReply } }, { hostedZone: { create: true } });
      const zones = zonesOf(cloud);
      for (const build of [1, 2])
        await zones.put('test', ZONE, named({ [`web-${build}.${ZONE}`]: ['10.0.0.1'] }), new Map());
      const [zone] = cloud.endpoint.cloud.hostedZones.values();
      expect(zone && setsIn(zone)).toEqual([`web-2.${ZONE}. web-2 1 10.0.0.1`]);
      await zones.remove('test');
      expect(cloud.endpoint.cloud.hostedZones.size).toBe(0);
    },
  );

  test('names that others change meanwhile are looked at again, as long as there is something new', async () => {
    await using cloud = await testCloud();
    const zone = hostedZone(cloud, 'shop.example');
    const zones = zonesOf(cloud);
    const all = (...builds: number[]) =>
      named(Object.fromEntries(builds.map((n) => [`web-${n}.${ZONE}`, ['10.0.0.1']])));
    await zones.put('test', ZONE, all(1, 2), new Map());
    // Between each look and the change that follows from it, another process takes one of the old names away.
    cloud.endpoint.faults.losesReply = ({ action }) => {
      const old = zone.recordSets.find(({ name }) => name === `web-1.${ZONE}.` || name === `web-2.${ZONE}.`);
      if (action === 'ChangeResourceRecordSets') zone.recordSets = zone.recordSets.filter((one) => one !== old);
      return false;
    };
    await zones.put('test', ZONE, all(3), new Map());
    expect(setsIn(zone)).toEqual([`web-3.${ZONE}. web-3 1 10.0.0.1`]);
    const errors = cloud.endpoint.requests.flatMap(({ error }) => error ?? []);
    expect(errors.filter((error) => error === 'InvalidChangeBatch')).toHaveLength(2);
  });

  test('a change is waited for, and so is one that is under way; one that takes too long is told', async () => {
    await using cloud = await testCloud({ faults: { inSyncMs: 400 } });
    const zone = hostedZone(cloud, 'shop.example');
    const zones = zonesOf(cloud);
    zone.busyUntil = cloud.endpoint.clock.now() + 1_000;
    await zones.put('test', ZONE, named({ [`web-1.${ZONE}`]: ['10.0.0.1'] }), new Map());
    expect(setsIn(zone)).toHaveLength(1);
    expect(cloud.endpoint.requests.some(({ error }) => error === 'PriorRequestNotComplete')).toBe(true);
    const { area } = cloud.another({ timing: { ...cloud.settings.timing, namesMs: 50 } });
    const hosts = named({ [`web-2.${ZONE}`]: ['10.0.0.1'] });
    await expect(route53Zones(area).put('test', ZONE, hosts, new Map())).rejects.toThrow(
      /front-failed: .* do not all know/,
    );
  });
});
