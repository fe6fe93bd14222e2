import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Entry, readTree } from './image.ts';
import { Team } from './team.ts';

/** Both roles, each baked with both tools: `@1` with the tool that rolebake.yaml says, `@2` with the other. */
let team: Team;

async function shop(): Promise<Team> {
  const made = await Team.ofShop();
  await made.run('os', 'update');
  await made.run('app', 'tag', 'shop', 'app', '--release', '1.0.0');
  await made.run('bake', '--all');
  return made;
}

beforeAll(async () => {
  team = await shop();
  await Promise.all([team.run('bake', 'web', '--target', 'chef'), team.run('bake', 'worker', '--target', 'puppet')]);
}, 240_000);

afterAll(async () => await team?.end(), 60_000);

/** Every path at which two images differ, with what each has there. */
function differences(one: ReadonlyMap<string, Entry>, other: ReadonlyMap<string, Entry>): string[] {
  const paths = [...new Set([...one.keys(), ...other.keys()])].sort();
  const text = (entry: Entry | undefined) => (entry ? Object.values(entry).join(' ') : 'nothing');
  return paths.flatMap((path) => {
    const [left, right] = [text(one.get(path)), text(other.get(path))];
    return left === right ? [] : [`${path}: ${left} | ${right}`];
  });
}

/** The digest of each image, by tag. */
async function digestsOf(of: Team): Promise<Readonly<Record<string, string>>> {
  const all = await of.ask<{ tag: string; entry: { digest: string } }[]>('tags', 'role');
  return Object.fromEntries(all.map(({ tag, entry }) => [tag, entry.digest]));
}

test.each(['web', 'worker'])('Puppet and Chef make the same machine of %s, to the byte', async (role) => {
  const [one, other] = await Promise.all([readTree(team, `role/${role}@1`), readTree(team, `role/${role}@2`)]);
  expect(differences(one, other)).toEqual([]);
  const digests = await digestsOf(team);
  expect(digests[`role/${role}@2`]).toBe(digests[`role/${role}@1`]);
});

test('baked again from nothing, in another state folder, both roles have the same digests', async () => {
  await using again = await shop();
  const [first, second] = [await digestsOf(team), await digestsOf(again)];
  for (const tag of Object.keys(second)) {
    expect(differences(await readTree(team, tag), await readTree(again, tag)), tag).toEqual([]);
    expect(second[tag], tag).toBe(first[tag]);
  }
}, 120_000);
