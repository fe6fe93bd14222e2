import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readSettings } from '../../../src/cli/settings.ts';

/** The `ec2` of a rolebake.yaml with this text, or what is wrong with it. */
function read(text: string) {
  const folder = mkdtempSync(join(tmpdir(), 'rolebake-settings-'));
  writeFileSync(join(folder, 'rolebake.yaml'), `state: state\n${text}`);
  try {
    return readSettings(folder).ec2;
  } catch (refusal) {
    return String(refusal);
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
  share_with: ["222222222222"]
  tags: {team: shop}
  deprecate_after: 90
  prices: prices.json
  boot_timeout: 120
`);
  expect(settings).toMatchObject({
    account: '111111111111',
    home: { vpc: 'vpc-0a1b', subnets: ['subnet-0a', 'subnet-0b'], launchGroups: ['sg-0c'], kmsKey: 'alias/shop' },
    copies: [{ region: 'eu-west-1', subnetTags: { tier: 'bake' } }],
    rootVolume: { sizeGib: 20, iops: 4000, throughput: 250 },
    parent: { kind: 'newest', owner: '136693071363', name: 'debian-12-arm64-*' },
    deprecateAfterDays: 90,
    timing: { bootMs: 120_000 },
  });
});

test.each([
  ['ec2: {}', 'missing-key: region is missing'],
  ['ec2: {region: Frankfurt}', 'wrong-value'],
  ['ec2: {region: eu-west-1, account: 12}', 'wrong-type'],
  ['ec2: {region: eu-west-1, allow_from: 0.0.0.0/0}', 'wrong-value'],
  ['ec2: {region: eu-west-1, tags: {"rolebake:area": mine}}', 'rolebake:area'],
  ['ec2: {region: eu-west-1, parent: {}}', 'parent'],
  ['ec2: {region: eu-west-1, parent: {owner: amazon}}', 'a parent is told in one way'],
  ['ec2: {region: eu-west-1, parent: {ami: ami-0a, tag: os/debian@1}}', 'a parent is told in one way'],
  ['ec2: {region: eu-west-1, bastion: host}', 'unknown-key: unknown key bastion'],
])('%s is refused', (text, words) => {
  expect(read(text)).toContain(words);
});
