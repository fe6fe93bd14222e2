import { describe, expect, test } from 'vitest';
import type { BalancerSpec, Server } from '../../../src/release/front/balancers.ts';
import { ec2Balancers } from '../../../src/release/front/ec2/ec2-balancers.ts';
import type { EndpointOptions } from '../../ec2-endpoint/endpoint.ts';
import type { FaultyRequest } from '../../ec2-endpoint/faults.ts';
import { type TestCloud, testCloud } from '../provider/test-cloud.ts';
import { balancerLife } from './balancer-life.ts';

const HTTP = [{ endpoint: 'http', port: 80, target: 8080, health: '/healthz' }];
const ALL = 256;
const FEW = 28;

/** Machines of a role, by their numbers; each with its build and its share. */
async function launched(cloud: TestCloud, ...ids: string[]): Promise<void> {
  for (const id of ids) await cloud.machines.launch(cloud.spec(id, { purpose: 'launch' }));
}

const server = (id: string, build: number, weight: number, more: Partial<Server> = {}): Server => {
  return { id, build, weight, address: '10.0.0.1', ...more };
};

const web = (servers: readonly Server[], more: Partial<BalancerSpec> = {}): BalancerSpec => {
  return { environment: 'test', role: 'web', listeners: HTTP, servers, ...more };
};

/** What listeners send where: by port, the shares of the builds. */
function sent(cloud: TestCloud): Record<number, Record<string, number>> {
  const [region] = [...cloud.endpoint.cloud.regions.values()];
  const all = [...(region?.listeners.values() ?? [])].map(({ port, forwards }) => {
    const shares = forwards.map(({ group, weight }) => {
      const { tags, targets } = region?.targetGroups.get(group) ?? { tags: new Map(), targets: new Map() };
      const staying = [...targets.values()].filter(({ drainedAt }) => drainedAt === undefined).length;
      return [`${tags.get('rolebake:build')}.${tags.get('rolebake:cohort')}x${staying}`, weight] as const;
    });
    return [port, Object.fromEntries(shares)] as const;
  });
  return Object.fromEntries(all);
}

const made = (cloud: TestCloud): string[] =>
  cloud.left().filter((item) => !/^(instance|volume|network-int)/.test(item));

async function withBalancers(
  options: EndpointOptions,
  act: (cloud: TestCloud, balancers: ReturnType<typeof ec2Balancers>) => Promise<void>,
) {
  await using cloud = await testCloud(options);
  await act(cloud, ec2Balancers(cloud.machines.area));
}

describe('a balancer of AWS', () => {
  test('goes from one build to the next by shares of target groups, and ends with one of each thing', () =>
    withBalancers({}, async (cloud, balancers) => {
      await launched(cloud, 'web-1', 'web-2', 'web-3');
      const { address } = await balancers.put(web([server('web-1', 1, 0), server('web-2', 1, 0)]));
      expect(sent(cloud)).toEqual({ 80: { '1.1x2': 0 } });
      expect(await balancers.states('test', 'web')).toEqual([
        { id: 'web-1', isUp: true, connections: 0 },
        { id: 'web-2', isUp: true, connections: 0 },
      ]);
      await balancers.put(web([server('web-1', 1, ALL), server('web-2', 1, ALL)]));
      await balancers.put(web([server('web-1', 1, ALL), server('web-2', 1, ALL), server('web-3', 2, 0)]));
      expect(sent(cloud)).toEqual({ 80: { '1.1x2': 512, '2.1x1': 0 } });
      await balancers.put(web([server('web-1', 1, ALL), server('web-2', 1, ALL), server('web-3', 2, FEW)]));
      expect(sent(cloud)).toEqual({ 80: { '1.1x2': 512, '2.1x1': 28 } });
      const leaving = { leaves: true } as const;
      await balancers.put(
        web([server('web-1', 1, 0, leaving), server('web-2', 1, 0, leaving), server('web-3', 2, ALL)]),
      );
      expect(sent(cloud)).toEqual({ 80: { '1.1x0': 0, '2.1x1': 256 } });
      expect(await balancers.states('test', 'web')).toContainEqual({ id: 'web-1', isUp: false, connections: 1 });
      for (const id of ['web-1', 'web-2']) await cloud.machines.terminate(id);
      await balancers.put(web([server('web-3', 2, ALL)]));
      expect(sent(cloud)).toEqual({ 80: { '2.1x1': 256 } });
      expect(made(cloud)).toEqual([
        'listener 80',
        'load-balancer application',
        'security-group',
        'security-group',
        'target-group',
      ]);
      expect(await balancers.addressOf('test', 'web')).toBe(address);
      await balancers.remove('test', 'web');
      expect(await balancers.states('test', 'web')).toBeUndefined();
      await cloud.machines.terminate('web-3');
      expect(cloud.left()).toEqual([]);
    }));

  test('a machine that is launched beside others of its build gets nothing until it is to', () =>
    withBalancers({}, async (cloud, balancers) => {
      await launched(cloud, 'web-1', 'web-2');
      await balancers.put(web([server('web-1', 1, ALL)]));
      await balancers.put(web([server('web-1', 1, ALL), server('web-2', 1, 0)]));
      expect(sent(cloud)).toEqual({ 80: { '1.1x1': 256, '1.2x1': 0 } });
      await balancers.put(web([server('web-1', 1, ALL), server('web-2', 1, ALL)]));
      expect(sent(cloud)).toEqual({ 80: { '1.1x1': 256, '1.2x1': 256 } });
    }));

  test('machines of two releases are at ports of their own, and both are behind the ports of both', () =>
    withBalancers({}, async (cloud, balancers) => {
      await launched(cloud, 'web-1', 'web-2', 'web-3');
      const [former] = HTTP;
      if (!former) throw new Error('no listener');
      const coming = { ...former, port: 8000, target: 9090, health: '/ready' };
      const [old, fresh] = [{ endpoints: [former] }, { endpoints: [coming] }];
      const servers = [
        server('web-1', 1, ALL, old),
        server('web-2', 2, FEW, fresh),
        server('web-3', 3, 0, { endpoints: [] }),
      ];
      await balancers.put(web(servers, { listeners: [former, coming] }));
      const shares = { '1.1x1': 256, '2.1x1': 28 };
      expect(sent(cloud)).toEqual({ 80: shares, 8000: shares });
      const [region] = [...cloud.endpoint.cloud.regions.values()];
      expect([...(region?.targetGroups.values() ?? [])].map(({ port }) => port).sort()).toEqual([8080, 9090]);
      await balancers.put(web([server('web-2', 2, ALL, fresh)], { listeners: [coming] }));
      expect(sent(cloud)).toEqual({ 8000: { '2.1x1': 256, '1.1x0': 0 } });
      await balancers.remove('test', 'web');
    }));
});

describe('what AWS does on a bad day to balancers', () => {
  const CHANGES = [
    'CreateSecurityGroup',
    'CreateLoadBalancer',
    'CreateTargetGroup',
    'RegisterTargets',
    'CreateListener',
    'ModifyListener',
    'ModifyTargetGroupAttributes',
    'DeregisterTargets',
    'DeleteTargetGroup',
    'DeleteLoadBalancer',
    'RevokeSecurityGroupIngress',
    'DeleteSecurityGroup',
  ];

  test.each(CHANGES)('the answer of %s is lost: there is one of each thing, and nothing after', (lost) => {
    const losesReply = ({ action, count }: FaultyRequest) =>
      action === lost && count === (lost.includes('Security') ? 2 : 1);
    return withBalancers({ faults: { losesReply } }, async (cloud, balancers) => {
      await launched(cloud, 'web-1', 'web-2');
      await balancerLife(balancers);
      for (const id of ['web-1', 'web-2']) await cloud.machines.terminate(id);
      expect(cloud.left()).toEqual([]);
    });
  });

  test('what was just made is not found for a while', () =>
    withBalancers({ faults: { notFoundMs: 300, provisionMs: 400, releaseMs: 400 } }, async (cloud, balancers) => {
      await launched(cloud, 'web-1', 'web-2');
      await balancerLife(balancers);
      for (const id of ['web-1', 'web-2']) await cloud.machines.terminate(id);
      expect(cloud.left()).toEqual([]);
    }));

  test('a load balancer of that name that is not ours is left alone, and named', () =>
    withBalancers({}, async (cloud, balancers) => {
      await launched(cloud, 'web-1');
      await balancers.put(web([server('web-1', 1, ALL)]));
      const [foreign] = cloud.endpoint.cloud.region('eu-central-1').loadBalancers.values();
      foreign?.tags.clear();
      const before = cloud.left();
      await expect(balancers.put(web([]))).rejects.toThrow(/front-failed: .* rb-test-web-\w+ that is not rolebake's/);
      await expect(balancers.remove('test', 'web')).rejects.toThrow(/front-failed/);
      expect(cloud.left()).toEqual(before);
    }));

  test('a load balancer that does not become active in time is told; the same again goes on with it', () =>
    withBalancers({ faults: { provisionMs: 2_000 } }, async (cloud, balancers) => {
      await launched(cloud, 'web-1');
      const { area } = cloud.another({ timing: { ...cloud.settings.timing, balancerMs: 200 } });
      const said: string[] = [];
      const hasty = ec2Balancers(area, (words) => said.push(words));
      await expect(hasty.put(web([server('web-1', 1, ALL)]))).rejects.toThrow(
        /front-failed: .* is provisioning after 0.2 s/,
      );
      expect(said).toEqual(['the load balancer of web in test is provisioning']);
      await balancers.put(web([server('web-1', 1, ALL)]));
      expect(made(cloud).filter((item) => item.startsWith('load'))).toEqual(['load-balancer application']);
    }));
});

describe('what a balancer of AWS is like', () => {
  test('an endpoint without a path makes it one for TCP, whose machines may still be asked for a path', () =>
    withBalancers({}, async (cloud, balancers) => {
      await launched(cloud, 'web-1');
      const listeners = [...HTTP, { endpoint: 'raw', port: 5432, target: 5432 }];
      await balancers.put(web([server('web-1', 1, ALL)], { listeners }));
      const checks = [...cloud.endpoint.cloud.region('eu-central-1').targetGroups.values()].map(
        ({ protocol, check }) => [protocol, check['HealthCheckProtocol'], check['HealthCheckPath']],
      );
      expect(checks).toEqual([
        ['TCP', 'HTTP', '/healthz'],
        ['TCP', 'TCP', undefined],
      ]);
      expect(made(cloud)).toContain('load-balancer network');
      await expect(balancers.put(web([]))).rejects.toThrow(/of kind network, .* need one of kind application/);
    }));

  test('clients come in at its ports alone, it reaches the ports of its machines, and both follow the endpoints', () =>
    withBalancers({}, async (cloud, balancers) => {
      await launched(cloud, 'web-1');
      const rules = () => {
        const groups = [...cloud.endpoint.cloud.region('eu-central-1').securityGroups.values()];
        const all = groups
          .filter(({ name }) => name !== 'default')
          .map(({ name, ingress }) =>
            ingress.flatMap(({ fromPort, source }) =>
              fromPort === 22 || fromPort === undefined
                ? []
                : [`${name.slice(0, 3)} ${fromPort} ${source.cidrIp ?? 'balancer'}`],
            ),
          );
        return all.flat().sort();
      };
      await balancers.put(web([server('web-1', 1, ALL)]));
      expect(rules()).toEqual(['rb- 80 172.31.0.0/16', 'rol 8080 balancer']);
      const listeners = [{ endpoint: 'http', port: 81, target: 8080, health: '/well' }];
      await balancers.put(web([server('web-1', 1, ALL)], { listeners }));
      expect(rules()).toEqual(['rb- 81 172.31.0.0/16', 'rol 8080 balancer']);
      expect(made(cloud)).toContain('listener 81');
      expect(made(cloud)).not.toContain('listener 80');
      const [group] = cloud.endpoint.cloud.region('eu-central-1').targetGroups.values();
      expect(group?.check['HealthCheckPath']).toBe('/well');
    }));

  test('all that is made has the tags of area, environment and role in the call that makes it, and those of the settings', () =>
    withBalancers({}, async (cloud, balancers) => {
      await launched(cloud, 'web-1');
      await balancers.put(web([server('web-1', 1, ALL)], { lifeSeconds: 3_600 }));
      const kinds = ['load-balancer', 'target-group', 'listener', 'security-group'];
      const items = cloud.endpoint
        .inventory()
        .filter(({ kind, tags }) => kinds.includes(kind) && tags['rolebake:role']);
      expect(items.map(({ kind }) => kind).sort()).toEqual([...kinds].sort());
      for (const { tags } of items) {
        expect(tags).toMatchObject({
          'rolebake:area': 'test',
          'rolebake:environment': 'test',
          'rolebake:role': 'web',
          team: 'shop',
        });
      }
    }));

  test('clients of the same environment without a way out reach its ports, whatever they run', () =>
    withBalancers({}, async (cloud, balancers) => {
      await launched(cloud, 'web-1');
      const labels = { environment: 'test', role: 'worker' };
      await cloud.another().launch(cloud.spec('worker-1', { purpose: 'launch', labels }));
      await balancers.put(web([server('web-1', 1, ALL)]));
      const groups = [...cloud.endpoint.cloud.region('eu-central-1').securityGroups.values()];
      const balancer = groups.find(({ name }) => name.startsWith('rb-'))?.id;
      const out = groups.flatMap(({ egress }) => egress.filter(({ source }) => source.groupId === balancer));
      expect(out.map(({ fromPort }) => fromPort)).toEqual([80]);
      await balancers.remove('test', 'web');
      expect(made(cloud).filter((item) => item !== 'security-group')).toEqual([]);
    }));

  test('a machine that is ill is not up; one that answers again is', () =>
    withBalancers({}, async (cloud, balancers) => {
      await launched(cloud, 'web-1');
      const [instance] = cloud.endpoint.cloud.region('eu-central-1').instances.keys();
      cloud.endpoint.faults.ill.add(instance ?? '');
      await balancers.put(web([server('web-1', 1, ALL)]));
      expect(await balancers.states('test', 'web')).toEqual([{ id: 'web-1', isUp: false, connections: 0 }]);
      cloud.endpoint.faults.ill.clear();
      expect(await balancers.states('test', 'web')).toEqual([{ id: 'web-1', isUp: true, connections: 0 }]);
    }));

  test('port 443 shows the certificate of the settings', async () => {
    const certificate = 'arn:aws:acm:eu-central-1:123456789012:certificate/1';
    await using cloud = await testCloud({}, { balancers: { certificate, scheme: 'public', allowFrom: ['0.0.0.0/0'] } });
    await launched(cloud, 'web-1');
    const balancers = ec2Balancers(cloud.machines.area);
    const listeners = [...HTTP, { endpoint: 'https', port: 443, target: 8080, health: '/healthz' }];
    await balancers.put(web([server('web-1', 1, ALL)], { listeners }));
    const all = [...cloud.endpoint.cloud.region('eu-central-1').listeners.values()];
    expect(all.map(({ protocol, certificate: shown }) => [protocol, shown])).toEqual([
      ['HTTP', undefined],
      ['HTTPS', certificate],
    ]);
    const [balancer] = cloud.endpoint.cloud.region('eu-central-1').loadBalancers.values();
    expect(balancer?.scheme).toBe('internet-facing');
  });

  test('subnets in one zone are too few', async () => {
    await using cloud = await testCloud();
    const [subnet = ''] = cloud.endpoint.cloud.region('eu-central-1').subnets.keys();
    const { area } = cloud.another({ balancers: { subnets: [subnet] } });
    await expect(ec2Balancers(area).put(web([]))).rejects.toThrow(/wrong-value: .* are in 1 zones/);
  });
});
