import { expect, test } from 'vitest';
import { type Entry, readTree } from '../image.ts';
import { Team } from '../team.ts';

interface Tag {
  readonly entry: { readonly digest: string; readonly bake: { readonly target: string } };
}

/** What is true of a bake that shares nothing with this one but the catalog, and uses the other tool for each role. */
export function sameFacts(team: () => Team): void {
  test('Puppet and Chef, each from nothing, make the same images, to the byte', async () => {
    await using other = await Team.ofShop();
    other.write({ 'rolebake.yaml': other.read('rolebake.yaml').replace('worker: chef', 'web: chef') });
    await other.run('os', 'update');
    await other.run('app', 'tag', 'shop', 'app', '--release', '1.0.0');
    await other.run('bake', '--all');
    for (const role of ['role/web@1', 'role/worker@1']) {
      expect(differences(await readTree(team(), role), await readTree(other, role)), role).toEqual([]);
      const [one, two] = [await team().ask<Tag>('show', role), await other.ask<Tag>('show', role)];
      expect([one, two].map(({ entry }) => entry.bake.target).sort()).toEqual(['chef', 'puppet']);
      expect(two.entry.digest).toBe(one.entry.digest);
    }
  }, 180_000);
}

/** Every path at which two images differ, with what each has there. */
function differences(one: ReadonlyMap<string, Entry>, other: ReadonlyMap<string, Entry>): string[] {
  const paths = [...new Set([...one.keys(), ...other.keys()])].sort();
  const text = (entry: Entry | undefined) => (entry ? Object.values(entry).join(' ') : 'nothing');
  return paths.flatMap((path) => {
    const [left, right] = [text(one.get(path)), text(other.get(path))];
    return left === right ? [] : [`${path}: ${left} | ${right}`];
  });
}
