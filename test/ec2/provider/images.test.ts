import { describe, expect, test } from 'vitest';
import { type TestCloud, testCloud } from './test-cloud.ts';

const WISH = { name: 'web-42', description: 'role/web', run: 'job7', tags: { role: 'web' } };
const IMAGES = ['image available', 'snapshot completed'];

/** A cloud with a stopped machine. */
async function withStopped(...given: Parameters<typeof testCloud>) {
  const cloud = await testCloud(...given);
  await cloud.machines.launch(cloud.spec('bake'));
  await cloud.machines.stop('bake');
  return cloud;
}

const imagesLeft = (cloud: TestCloud) => cloud.left().filter((item) => /^(image|snapshot)/.test(item));

test('an image is made, copied, offered, launched and removed, encrypted and tagged everywhere', async () => {
  await using cloud = await withStopped(
    {},
    { shareWith: ['222222222222'], deprecateAfterDays: 30 },
    { kmsKey: 'alias/images' },
  );
  const { images } = cloud.machines;
  const image = await images.create({ ...WISH, machine: 'bake' });
  expect(image).toMatchObject({ region: 'eu-central-1', name: 'web-42', run: 'job7', state: 'available' });
  const copies = await images.copy(image, WISH);
  expect(copies).toMatchObject([{ region: 'eu-west-1', name: 'web-42', run: 'job7', state: 'available' }]);
  for (const one of [image, ...copies]) await images.offer(one);
  await cloud.machines.terminate('bake');
  for (const { region, ami, snapshots } of [image, ...copies]) {
    const there = cloud.endpoint.cloud.region(region);
    expect([...(there.images.get(ami)?.sharedWith ?? [])]).toEqual(['222222222222']);
    expect(there.images.get(ami)?.deprecatedAt).toBeGreaterThan(Date.now() + 29 * 86_400_000);
    expect(there.snapshots.get(snapshots[0] ?? '')?.encrypted).toBe(true);
    expect([...(await images.launchable(region, [ami]))]).toEqual([ami]);
  }
  expect(cloud.left()).toEqual([...IMAGES, ...IMAGES].sort());
  for (const { tags } of cloud.endpoint.inventory())
    expect(tags).toMatchObject({ 'rolebake:area': 'test', 'rolebake:run': 'job7', role: 'web', team: 'shop' });
  const machine = await cloud.machines.launch({ ...cloud.spec('fresh'), image: copies[0] ?? image });
  expect(machine.region).toBe('eu-west-1');
  await cloud.machines.terminate('fresh');
  for (const { region, ami } of [image, ...copies]) expect(await images.remove(region, ami)).toBe(true);
  expect(await images.remove(image.region, image.ami)).toBe(false);
  expect(cloud.left()).toEqual([]);
});

describe('on a bad day', () => {
  test.each(['CreateImage', 'CopyImage', 'DeregisterImage', 'DeleteSnapshot'])(
    'the answer of %s is lost: one image a region is made, none is left',
    async (lost) => {
      await using cloud = await withStopped({
        faults: { losesReply: ({ action, count }) => action === lost && count === 1 },
      });
      const { images } = cloud.machines;
      const image = await images.create({ ...WISH, machine: 'bake' });
      await images.copy(image, WISH);
      expect(imagesLeft(cloud)).toEqual([...IMAGES, ...IMAGES].sort());
      await images.discard('job7');
      expect(imagesLeft(cloud)).toEqual([]);
    },
  );

  test('another process finds the image that was being made, and goes on with it', async () => {
    await using cloud = await withStopped();
    const wish = { ...WISH, machine: 'bake' };
    const both = await Promise.all([cloud.machines.images.create(wish), cloud.another().images.create(wish)]);
    expect(both[0]).toEqual(both[1]);
    expect(imagesLeft(cloud)).toEqual(IMAGES);
  });

  test('an image of that name which is of another run is left alone', async () => {
    await using cloud = await withStopped();
    const wish = { ...WISH, machine: 'bake' };
    await cloud.machines.images.create(wish);
    await expect(cloud.machines.images.create({ ...wish, run: 'job8' })).rejects.toThrow(
      /^image-failed: eu-central-1 has an image web-42 that was not made for job8/,
    );
    await cloud.machines.images.discard('job8');
    expect(imagesLeft(cloud)).toEqual(IMAGES);
  });

  test('an image that stays pending, or fails, is said and can be taken back', async () => {
    const timing = { imageMs: 200 };
    for (const faults of [{ imagesStuck: true }, { imagesFail: true }]) {
      await using cloud = await withStopped({ faults });
      const hasty = cloud.another({ timing: { ...cloud.settings.timing, ...timing } });
      await expect(hasty.images.create({ ...WISH, machine: 'bake' })).rejects.toThrow(/^image-failed: image web-42 in/);
      await cloud.another().images.discard('job7');
      expect(imagesLeft(cloud)).toEqual([]);
    }
  });

  test('a call that died without an answer is taken back by another process', async () => {
    let isDead = true;
    await using cloud = await withStopped({
      faults: { notFoundMs: 100, losesReply: ({ action }) => isDead && action === 'CreateImage' },
    });
    await expect(cloud.machines.images.create({ ...WISH, machine: 'bake' })).rejects.toThrow();
    isDead = false;
    await cloud.another().images.discard('job7');
    expect(imagesLeft(cloud)).toEqual([]);
  });

  test('a snapshot whose image is gone is swept', async () => {
    await using cloud = await withStopped();
    const { ami } = await cloud.machines.images.create({ ...WISH, machine: 'bake' });
    expect(await cloud.machines.leftovers(() => true)).toEqual([]);
    cloud.endpoint.cloud.region('eu-central-1').images.delete(ami);
    expect(await cloud.machines.leftovers(() => true)).toMatchObject([{ kind: 'snapshot' }]);
    await cloud.machines.sweep(() => true);
    expect(imagesLeft(cloud)).toEqual([]);
  });
});

describe('the parent image', () => {
  test.each([
    [{ kind: 'newest', owner: '136693071363', name: 'debian-12-amd64-*' }],
    [{ kind: 'parameter', name: '/aws/service/debian/release/12/latest/amd64' }],
  ] as const)('is found by %o', async (parent) => {
    await using cloud = await testCloud({}, { parent });
    expect(await cloud.machines.images.parent()).toMatchObject({ ami: cloud.debian, owner: '136693071363' });
  });

  test.each([
    [{ kind: 'newest', owner: '136693071363', name: 'plan9-*' }, /plan9-\* of 136693071363/],
    [{ kind: 'parameter', name: '/none' }, /no parameter \/none/],
    [{ kind: 'parameter', name: '/aws/service/debian/release/12/latest/arm64' }, /is for arm64/],
    [{ kind: 'id', ami: 'ami-0123' }, /ami-0123/],
  ] as const)('that is not there by %o is said', async (parent, words) => {
    await using cloud = await testCloud({}, { parent });
    const refusal = await cloud.machines.images.parent().catch(String);
    expect(refusal).toMatch(/unknown-image/);
    expect(refusal).toMatch(words);
  });
});
