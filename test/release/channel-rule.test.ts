import { afterAll, beforeAll, expect, test } from 'vitest';
import { openLedger } from '../../src/ledger/ledger.ts';
import { digestOf } from '../../src/naming/digest.ts';
import { Team } from '../cli/team.ts';

let team: Team;

beforeAll(async () => {
  team = await Team.of({
    'catalog/catalog.yaml': 'catalog: shop\nos: debian-12\n',
    'catalog/roles/web.yaml': 'role: web\nuses: [front]\n',
    'catalog/profiles/front.yaml': 'profile: front\nresources:\n  - package: nginx\n',
    'catalog/releases/shop.yaml': 'release: shop\nzone: shop.example\nroles: {web: {}}\nrules:\n  - channel: tested\n',
  });
  const ledger = openLedger(team.path('ledger'), { now: () => new Date() });
  const web = { kind: 'tag', stream: 'role', name: 'web', parents: [], job: 'x', who: 'y' } as const;
  await ledger.append({ ...web, digest: digestOf('web') });
}, 60_000);

afterAll(async () => await team?.end());

test('an image that nobody has promoted to the channel of a rule is told of; one that is in it is not', async () => {
  const before = await team.try('release', 'cut', 'shop');
  expect(before.code).toBe(6);
  expect(before.stderr).toMatch(
    /^error\[unfit-release\]: role\/web@1 is not in the channel tested\n --> catalog\/releases\/shop\.yaml:5:5/m,
  );
  await team.run('promote', 'role/web@1', '--channel', 'tested');
  const after = await team.try('release', 'cut', 'shop');
  expect(after.stderr).not.toContain('channel');
  expect(after.stderr).toContain('the snapshot of role/web@1 is not here');
}, 60_000);
