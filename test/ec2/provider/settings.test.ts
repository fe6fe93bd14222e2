import { mkdtempSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { readSettings } from '../../../src/cli/settings.ts';
import type { Ec2Settings } from '../../../src/machines/ec2/settings.ts';
import { Refusal } from '../../../src/problem/problem.ts';

/** The `ec2` of a rolebake.yaml with this text, or what is wrong with it. */
function read(text: string) {
  const folder = mkdtempSync(join(tmpdir(), 'rolebake-settings-'));
  writeFileSync(join(folder, 'rolebake.yaml'), `state: state\n${text}`);
  try {
    return readSettings(folder).ec2;
  } catch (refusal) {
    return refusal instanceof Refusal
      ? `${refusal}${refusal.problems.map(({ place }) => ` at line ${place?.line}`)}`
      : '';
  }
}

test('a region is enough: all else has a default that is safe', () => {
  const { state, ...settings } = read('ec2: {region: eu-central-1}') as { state: string };
  expect(state).toMatch(/\/state$/);
  expect(settings).toEqual({
    area: 'rolebake',
    connect: 'private',
    home: { region: 'eu-central-1', launchGroups: [] },
    ...{ copies: [], shareWith: [], tags: {}, rootVolume: {}, timing: {} },
    instanceTypes: ['t3.small', 't3a.small'],
    architecture: 'x86_64',
    market: 'on-demand',
    parent: { kind: 'parameter', name: '/aws/service/debian/release/12/latest/amd64' },
  });
});

test('everything can be said', () => {
  const settings = read(`
ec2:
  region: eu-central-1
  account: "111111111111"
  area: shop
  vpc: vpc-0a1b
  subnets: [subnet-0a, subnet-0b]
  allow_from: 203.0.113.7/32
  security_groups: [sg-0c]
  kms_key: alias/shop
  connect: public
  architecture: arm64
  instance_types: [c7g.large]
  market: spot
  instance_profile: shop
  root_volume: {size: 20, iops: 4000, throughput: 250}
  parent: {owner: "136693071363", name: debian-12-arm64-*}
  copies:
    - region: eu-west-1
      subnet_tags: {tier: bake}
      kms_key: arn:aws:kms:eu-west-1:111111111111:key/0a
  share_with: ["222222222222"]
  tags: {team: shop}
  deprecate_after: 90
  prices: prices.json
  boot_timeout: 120
  balancers: {scheme: public, allow_from: [0.0.0.0/0], subnets: [subnet-0a, subnet-0b], draining: 60}
  hosted_zone: {kind: public, create: true}
`);
  expect(settings).toMatchObject({
    account: '111111111111',
    home: { vpc: 'vpc-0a1b', subnets: ['subnet-0a', 'subnet-0b'], launchGroups: ['sg-0c'], kmsKey: 'alias/shop' },
    copies: [
      { region: 'eu-west-1', subnetTags: { tier: 'bake' }, kmsKey: 'arn:aws:kms:eu-west-1:111111111111:key/0a' },
    ],
    rootVolume: { sizeGib: 20, iops: 4000, throughput: 250 },
    parent: { kind: 'newest', owner: '136693071363', name: 'debian-12-arm64-*' },
    deprecateAfterDays: 90,
    timing: { bootMs: 120_000 },
    balancers: { scheme: 'public', allowFrom: ['0.0.0.0/0'], subnets: ['subnet-0a', 'subnet-0b'], drainingSeconds: 60 },
    hostedZone: { kind: 'public', create: true },
  });
});

test('machines can be reached through a bastion, with its files at home or beside rolebake.yaml', () => {
  vi.stubEnv('SSH_AUTH_SOCK', '/run/agent');
  const bastion = (more: string) =>
    `ec2: {region: eu-west-1, allow_from: 10.0.0.5/32, connect: {bastion: {host: b.example, user: admin${more}}}}`;
  expect(read(bastion(''))).toMatchObject({
    connect: {
      bastion: {
        host: 'b.example',
        port: 22,
        user: 'admin',
        agent: '/run/agent',
        knownHosts: join(homedir(), '.ssh/known_hosts'),
      },
    },
  });
  const { connect } = read(bastion(', port: 2222, key: keys/bastion, known_hosts: ~/known')) as Ec2Settings;
  expect(connect).toMatchObject({
    bastion: { port: 2222, key: expect.stringMatching(/^\/.*\/keys\/bastion$/), knownHosts: join(homedir(), 'known') },
  });
  vi.stubEnv('SSH_AUTH_SOCK', '');
  expect((read(bastion('')) as Ec2Settings).connect).toEqual({
    bastion: { host: 'b.example', port: 22, user: 'admin', knownHosts: join(homedir(), '.ssh/known_hosts') },
  });
});

test('the Session Manager takes a role for the machines', () => {
  expect(read('ec2: {region: eu-west-1, connect: session-manager, instance_profile: baker}')).toMatchObject({
    connect: 'session-manager',
  });
});

test.each([
  ['ec2: {region: eu-west-1, connect: session-manager}', 'needs an instance_profile'],
  [
    'ec2: {region: eu-west-1, connect: session-manager, instance_profile: a, allow_from: 10.0.0.5/32}',
    'nobody is let in',
  ],
  ['ec2: {}', 'missing-key: region is missing'],
  ['ec2: {region: Frankfurt}', 'wrong-value'],
  ['ec2: {region: eu-west-1, account: 12}', 'wrong-type'],
  ['ec2: {region: eu-west-1, allow_from: 0.0.0.0/0}', 'wrong-value'],
  ['ec2: {region: eu-west-1, tags: {"rolebake:area": mine}}', 'rolebake:area'],
  ['ec2: {region: eu-west-1, parent: {}}', 'parent'],
  ['ec2: {region: eu-west-1, parent: {owner: amazon}}', 'a parent is told in one way'],
  ['ec2: {region: eu-west-1, parent: {ami: ami-0a, tag: os/debian@1}}', 'a parent is told in one way'],
  ['ec2: {region: eu-west-1, tags: {"Aws:is": mine}}', 'Aws:is'],
  ['ec2: {region: eu-west-1, tags: {is: "aws:mine"}}', 'aws:mine'],
  ['ec2: {region: eu-west-1, bastion: host}', 'unknown-key: unknown key bastion'],
  ['ec2: {region: eu-west-1, connect: bastion}', 'cannot be the value of connect'],
  ['ec2: {region: eu-west-1, connect: {bastion: {host: b.example}}}', 'missing-key: user is missing'],
  ['ec2: {region: eu-west-1, connect: {bastion: {host: b.example, user: a, host_key: AAAA}}}', 'wrong-value'],
  ['ec2: {region: eu-west-1, connect: {bastion: {host: -oProxyCommand=x, user: a}}}', 'wrong-value'],
  ['ec2: {region: eu-west-1, balancers: {scheme: public}}', 'public balancers need allow_from'],
  ['ec2: {region: eu-west-1, balancers: {subnets: [subnet-0a]}}', 'subnets needs at least 2 items'],
  ['ec2: {region: eu-west-1, hosted_zone: {id: shop.example}}', 'wrong-value'],
])('%s is refused', (text, words) => {
  expect(read(text)).toContain(words);
});

const SHARED = 'share_with: ["222222222222"]';

test.each([
  [`region: eu-west-1, ${SHARED}`, 2, 'share_with needs a kms_key in eu-west-1: '],
  [`region: eu-west-1, kms_key: alias/aws/ebs, ${SHARED}`, 2, 'share_with needs a kms_key in eu-west-1: '],
  [`region: eu-west-1, kms_key: alias/a, ${SHARED},\n  copies: [{region: eu-north-1}]`, 3, 'in eu-north-1: AWS shares'],
  ['region: eu-west-1,\n  kms_key: "arn:aws:kms:eu-north-1:111111111111:key/0a"', 3, 'the key is of eu-north-1'],
  ['region: eu-west-1, copies: [{region: eu-north-1},\n  {region: eu-west-1}]', 3, 'eu-west-1 is named twice'],
  ['region: eu-west-1, copies: [{region: cn-north-1}]', 2, 'copied to cn-north-1, which is another partition'],
  ['region: eu-west-1, root_volume: {size: 8,\n  iops: 4001}', 3, 'a gp3 disk of 8 GiB has 4000 iops at most'],
  ['region: eu-west-1,\n  connect: public', 3, 'connect: public needs allow_from: .* as machines see it'],
  ['region: eu-west-1, connect: {bastion: {host: b.example, user: a}}', 2, "needs allow_from: .* the bastion's"],
  ['region: eu-west-1, root_volume: {throughput: 751}', 2, 'with 3000 iops gives 750 MiB a second at most'],
  ['region: eu-west-1, root_volume: {iops: 4000, throughput: 1001}', 2, 'gives 1000 MiB a second at most'],
  ['region: eu-west-1, instance_types: [t3.small,\n  c7gn.large]', 3, 'c7gn.large does not run images for x86_64'],
  ['region: eu-west-1, architecture: arm64, instance_types: [m7i-flex.large]', 2, 'm7i-flex.large does not run images'],
  ['region: eu-west-1, architecture: arm64, instance_types: [t3.small]', 2, 't3.small does not run images for arm64'],
  ['region: eu-west-1, architecture: arm64, instance_types: [m5d.large]', 2, 'm5d.large does not run images for arm64'],
])('%s is refused at line %i, before AWS does: %s', (text, line, words) => {
  const refusal = read(`ec2: {${text}}`);
  expect(refusal).toMatch(new RegExp(words));
  expect(refusal).toMatch(new RegExp(`wrong-value: .* at line ${line}$`));
});

test('what AWS takes is not refused: small disks as fast as they come, each type with its architecture', () => {
  for (const text of [
    'root_volume: {size: 1, iops: 3000, throughput: 750}',
    'root_volume: {size: 160, iops: 80000, throughput: 2000}',
    'root_volume: {iops: 80000}',
    'instance_types: [g4dn.xlarge, m7i.large, m7i-flex.large, u7i-12tb.224xlarge, p5en.48xlarge]',
    'architecture: arm64, instance_types: [t4g.small, m8gd.large, a1.large, im4gn.large]',
    `kms_key: alias/images, ${SHARED}, copies: [{region: eu-north-1, kms_key: alias/images}]`,
  ])
    expect(read(`ec2: {region: eu-west-1, ${text}}`)).toBeTypeOf('object');
});
