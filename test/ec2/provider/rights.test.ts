import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { COMMANDS } from '../../../src/machines/ec2/api/sdk.ts';
import { policyOf } from '../../../src/machines/ec2/rights/policy.ts';
import { testCloud } from './test-cloud.ts';

const PARAMETER = { kind: 'parameter', name: '/aws/service/debian/release/12/latest/amd64' } as const;

/** The actions that a policy allows, without their service. */
const allowed = (settings: Parameters<typeof policyOf>[0]) =>
  new Set(policyOf(settings).Statement.flatMap(({ Action }) => Action.map((one) => one.replace(/^\w+:/, ''))));

test('the policy allows every call that we make, and the tags in it, and no other', async () => {
  await using cloud = await testCloud({}, { parent: PARAMETER });
  // Everybody may ask who they are.
  const called = Object.keys(COMMANDS).filter((action) => action !== 'GetCallerIdentity');
  expect(allowed(cloud.settings)).toEqual(new Set([...called, 'CreateTags']));
});

test("nothing is changed or removed that has not the area's tag", async () => {
  await using cloud = await testCloud({}, { area: 'shop' });
  const { Statement } = policyOf(cloud.settings);
  const changes = Statement.filter(({ Action }) =>
    Action.some((one) => /Terminate|Stop|Delete|Deregister|Modify/.test(one)),
  );
  expect(changes.length).toBeGreaterThan(0);
  for (const { Condition } of changes)
    expect(Condition).toEqual({ StringEquals: { 'aws:ResourceTag/rolebake:area': 'shop' } });
});

test('a profile and a key of its own need more, and nothing else does', async () => {
  await using cloud = await testCloud();
  const sids = (more: Partial<typeof cloud.settings>) =>
    policyOf({ ...cloud.settings, ...more }).Statement.map(({ Sid }) => Sid);
  expect(sids({})).not.toContain('GiveRole');
  expect(sids({ instanceProfile: 'shop' })).toContain('GiveRole');
  expect(sids({ home: { ...cloud.settings.home, kmsKey: 'alias/shop' } })).toContain('UseKey');
});

test('doctor says which calls may be made, and nothing comes of asking', async () => {
  await using cloud = await testCloud();
  const before = await cloud.machines.rights();
  expect(before.filter(({ verdict }) => verdict === 'denied')).toEqual([]);
  expect(before.find(({ action }) => action === 'RunInstances')?.verdict).toBe('allowed');
  expect(before.find(({ action }) => action === 'TerminateInstances')?.verdict).toBe('unsaid');
  expect(cloud.left()).toEqual([]);
  await cloud.machines.launch(cloud.spec('there'));
  const left = cloud.left();
  cloud.endpoint.faults.denied.add('TerminateInstances');
  const after = await cloud.machines.rights();
  expect(after.find(({ action }) => action === 'TerminateInstances')).toMatchObject({ verdict: 'denied' });
  expect(after.find(({ action }) => action === 'StopInstances')?.verdict).toBe('allowed');
  expect(cloud.left()).toEqual(left);
});

test('the docs show the policy of the default settings', async () => {
  await using cloud = await testCloud({}, { parent: PARAMETER, area: 'rolebake' });
  const page = readFileSync(new URL('../../../docs/ec2.md', import.meta.url), 'utf8');
  const shown = /```json\n([\s\S]*?)\n```/.exec(page)?.[1] ?? '';
  expect(JSON.parse(shown)).toEqual(policyOf(cloud.settings));
});
