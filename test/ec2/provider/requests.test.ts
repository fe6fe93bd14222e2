import { join } from 'node:path';
import { expect, test } from 'vitest';
import { oneLife } from './one-life.ts';
import { goldenOf, recorded } from './recorded.ts';
import { testCloud } from './test-cloud.ts';

const GOLDEN = join(import.meta.dirname, 'golden');

/** All that is asked of AWS in the life of a machine and its image, all settings set. */
async function requestsOfALife(): Promise<Map<string, string>> {
  await using cloud = await testCloud(
    {},
    {
      instanceProfile: 'baker',
      rootVolume: { sizeGib: 12, iops: 4_000, throughput: 250 },
      shareWith: ['210987654321'],
      deprecateAfterDays: 90,
    },
    { kmsKey: 'alias/images' },
  );
  const { machines } = cloud;
  await oneLife(machines, cloud.spec('web'));
  for (const image of await machines.images.list()) {
    await machines.images.offer(image);
    await machines.images.remove(image.region, image.ami);
  }
  return recorded(cloud.endpoint.requests);
}

test('each request is as its golden file says: what makes a thing safe is in the call that makes it', async () => {
  const requests = await requestsOfALife();
  expect(Object.fromEntries(requests)).toEqual(goldenOf(GOLDEN, requests));
});
