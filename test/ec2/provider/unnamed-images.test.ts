import { expect, test } from 'vitest';
import type { OwnImage } from '../../../src/machines/ec2/images/image.ts';
import { unnamedImages } from '../../../src/machines/ec2/images/unnamed-images.ts';

const image = (ami: string, run: string, owner: string, createdAt: string): OwnImage => ({
  ...{ ami, run, owner, createdAt },
  ...{ region: 'eu-central-1', name: ami, state: 'available', snapshots: [] },
});

const IMAGES = [
  image('ami-tagged', 'tagged', 'us', '2026-01-01T00:00:00.000Z'),
  image('ami-copy-of-tagged', 'tagged', 'us', '2026-01-01T00:00:00.000Z'),
  image('ami-in-the-making', 'in-the-making', 'us', '2026-01-03T00:00:00.000Z'),
  image('ami-lost', 'lost', 'us', '2026-01-03T00:00:00.000Z'),
  image('ami-of-others-tagged', 'of-others-tagged', 'them', '2026-01-01T00:00:00.000Z'),
  image('ami-of-others-old', 'of-others-old', 'them', '2026-01-01T00:00:00.000Z'),
  image('ami-of-others-new', 'of-others-new', 'them', '2026-01-03T00:00:00.000Z'),
];

test('what no tag names is nobody’s, unless a bake is making it, here or in another state folder', () => {
  const unnamed = unnamedImages(IMAGES, {
    named: new Set(['ami-tagged', 'ami-of-others-tagged']),
    underWay: new Set(['in-the-making']),
    owner: 'us',
    before: '2026-01-02T00:00:00.000Z',
  });
  expect(unnamed.map(({ ami }) => ami)).toEqual(['ami-lost', 'ami-of-others-old']);
});
