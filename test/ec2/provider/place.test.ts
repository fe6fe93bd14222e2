import { expect, test } from 'vitest';
import { testCloud } from './test-cloud.ts';

test('credentials of an account that the settings do not name are refused before anything is asked', async () => {
  await using cloud = await testCloud({}, { account: '999999999999' });
  await expect(cloud.machines.list()).rejects.toThrow(
    /^wrong-value: the credentials are of account \d+, and ec2.account/,
  );
  expect(new Set(cloud.endpoint.requests.map(({ action }) => action))).toEqual(new Set(['GetCallerIdentity']));
});

test('while there are machines, settings for another place are refused: there they would all count as gone', async () => {
  await using cloud = await testCloud();
  await cloud.machines.launch(cloud.spec('here'));
  await expect(cloud.another({ area: 'other' }).sweep(() => false)).rejects.toThrow(
    /^wrong-value: .* the area test, and/,
  );
  const [home] = cloud.settings.copies;
  if (!home) throw new Error('there are two regions');
  const moved = cloud.another({ home, copies: [] });
  await expect(moved.terminate('here')).rejects.toThrow(
    /^wrong-value: ec2 in rolebake.yaml names no region eu-central-1/,
  );
  await cloud.machines.terminate('here');
  expect(await cloud.another({ area: 'other' }).list()).toEqual([]);
});
