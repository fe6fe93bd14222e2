import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { realEffects } from '../../src/host/effects.ts';
import { localMachines } from '../../src/machines/local/local-machines.ts';
import { openSnapshots } from '../../src/snapshots/snapshots.ts';
import { baseTree } from '../fixtures/base-tree.ts';
import { login, type TestMachines, testMachines, testSpec } from '../fixtures/test-machines.ts';
import { inventory } from './inventory.ts';

let area: TestMachines;

beforeAll(async () => {
  await baseTree();
  area = await testMachines();
}, 180_000);

afterAll(() => area?.[Symbol.asyncDispose]());

/** What a state folder may be called. */
test.each([
  ['backslashes', 'a\\b\\134'],
  ['blanks, a newline and a tab', ' a  b\n\tc '],
  ['quotes', `it's "so"`],
  ['percent signs', '%n%%i%2f'],
  ['colons, commas and equals signs', 'a:b,c=d'],
  ['other letters', 'naïve 日本 🛒'],
  ['what a shell expands', '$HOME `id` $(id) *?[a] ~'],
  ['a leading hyphen and a hash', '-rf #'],
  ['200 letters', 'x'.repeat(200)],
])(
  'a state folder with %s in its path holds machines and snapshots',
  async (_, name) => {
    const state = join(area.settings.state, name);
    mkdirSync(join(state, 'bound'), { recursive: true });
    const machines = localMachines({ ...area.settings, state });
    const snapshots = await openSnapshots(join(state, 'snapshots'), realEffects);
    const binds = [{ source: join(state, 'bound'), target: '/run/bound' }];
    const { user, ...spec } = await testSpec('first', { binds });
    await using ssh = await login(await machines.launch(spec), user);
    await ssh.upload('kept', '/opt/kept', 0o644);
    await machines.stop('first');
    const made = await snapshots.add({ layerDir: await machines.upperOf('first'), sourceDateEpoch: 0 });
    await machines.terminate('first');
    await snapshots.verify(made.digest);
    const { user: other, ...second } = await testSpec('second', {
      layers: [...spec.layers, ...snapshots.layers(made.digest)],
    });
    await using again = await login(await machines.launch(second), other);
    expect((await again.download('/opt/kept')).toString()).toBe('kept');
    await machines.terminate('second');
    expect(inventory(area.settings.area, state)).toEqual([]);
    rmSync(state, { recursive: true });
  },
  60_000,
);
