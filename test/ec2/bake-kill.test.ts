import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Kill, killText, runToKill, wasKilled } from '../chaos/kill.ts';
import { tinyTags } from '../chaos/remains.ts';
import type { Team } from '../cli/team.ts';
import { note } from '../cli/tiny.ts';
import { type CloudTeam, cloudTeam, ONE_IMAGE } from './cloud-team.ts';

let cloud: CloudTeam;
let team: Team;

beforeAll(async () => {
  cloud = await cloudTeam();
  team = cloud.team;
  await team.run('os', 'update');
}, 240_000);

afterAll(async () => await cloud?.[Symbol.asyncDispose](), 60_000);

/** As many images as there are tags, and nothing else. */
const imagesOf = (tags: number): string[] =>
  Array.from({ length: tags }, () => ONE_IMAGE)
    .flat()
    .sort();

/** The effect is there and not noted; or nothing is yet. */
const KILLS: readonly Kill[] = [
  { write: 'endStep', when: 'before', step: 'launch' },
  { write: 'startStep', when: 'after', step: 'seal', delayMs: 700 },
  { write: 'endStep', when: 'before', step: 'stop' },
  { write: 'startStep', when: 'after', step: 'image', delayMs: 150 },
  { write: 'endStep', when: 'before', step: 'copy' },
  { write: 'endStep', when: 'before', step: 'launch image' },
  { write: 'endStep', when: 'before', step: 'tag' },
];

test.each(KILLS.map((kill) => ({ kill, name: killText(kill) })))(
  'a bake on EC2 killed $name is finished by the next one: one tag, its images, nothing else',
  async ({ kill, name }) => {
    const before = tinyTags(team).length;
    team.write(note(name));
    expect(wasKilled(await runToKill(team, kill, 'bake', 'tiny'))).toBe(true);
    await team.run('bake', 'tiny');
    expect(tinyTags(team)).toHaveLength(before + 1);
    expect(cloud.left()).toEqual(imagesOf(before + 1));
  },
  180_000,
);

test('one that is killed once its image is asked for, and then undone, leaves nothing at AWS', async () => {
  const before = tinyTags(team).length;
  team.write(note('undone'));
  const kill: Kill = { write: 'startStep', when: 'after', step: 'image', delayMs: 150 };
  expect(wasKilled(await runToKill(team, kill, 'bake', 'tiny'))).toBe(true);
  expect(await team.run('recover', '--dry-run')).toMatch(/^bake .* its process is gone/);
  await team.run('machines');
  expect(tinyTags(team)).toHaveLength(before);
  expect(cloud.left()).toEqual(imagesOf(before));
}, 180_000);

test('one that is killed once its image is checked is finished, though its parent is revoked meanwhile', async () => {
  const before = tinyTags(team).length;
  team.write(note('revoked'));
  const kill: Kill = { write: 'startStep', when: 'before', step: 'tag' };
  expect(wasKilled(await runToKill(team, kill, 'bake', 'tiny'))).toBe(true);
  await team.run('revoke', 'os/debian-12@1', '--why', 'a hole');
  await team.run('recover');
  expect(tinyTags(team)).toHaveLength(before + 1);
  expect(cloud.left()).toEqual(imagesOf(before + 1));
}, 180_000);
