import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { remains, tinyTags } from '../chaos/remains.ts';
import type { Team } from './team.ts';
import { note, tinyTeam } from './tiny.ts';

let team: Team;

/** File systems of their own, of which a bake needs some. */
const SMALL = { state: '400m', ledger: '2m' } as const;
type Small = keyof typeof SMALL;

beforeAll(async () => {
  team = await tinyTeam((folder) => {
    for (const [name, size] of Object.entries(SMALL)) {
      mkdirSync(`${folder}/${name}`);
      execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', `${folder}/${name}`]);
    }
  });
}, 120_000);

afterAll(async () => {
  for (const name of Object.keys(SMALL)) execFileSync('umount', ['--lazy', team.path(name)]);
  await team?.end();
}, 60_000);

const ballast = (name: Small) => team.path(`${name}/ballast`);

/** Leaves no byte free. */
function fill(name: Small): void {
  try {
    execFileSync('dd', ['if=/dev/zero', `of=${ballast(name)}`, 'bs=64K'], { stdio: 'ignore' });
  } catch {
    // It ends when nothing more fits.
  }
}

/** A bake of something new under which a disk is full from this step on, until it has ended. */
async function bakedOnFull(name: Small, step: string) {
  team.write(note(`a full ${name} in ${step}`));
  const { code, stdout } = await team.runUntil(step, () => fill(name), 'bake', 'tiny');
  const left = { machines: readdirSync(team.path('state/machines')), host: team.left() };
  rmSync(ballast(name));
  return { code, stdout, left };
}

test.each(['launch', 'converge (', 'check', 'snapshot', 'launch image'])(
  'the disk of the state is full from the step %s on: the bake ends, its machine is gone, and it can be baked later',
  async (step) => {
    const before = tinyTags(team).length;
    const { code, stdout, left } = await bakedOnFull('state', step);
    expect(stdout).toContain('disk-full');
    expect({ code, left }).toEqual({ code: 4, left: { machines: [], host: [] } });
    expect(await team.run('machines')).toBe('no machine runs\n');
    expect(tinyTags(team)).toHaveLength(before);
    expect(await team.run('bake', 'tiny')).toMatch(new RegExp(`role/tiny@${before + 1} in`));
    expect(await team.run('store', 'verify')).toContain('whole');
    expect(remains(team)).toEqual([]);
  },
  120_000,
);

test('the disk of the ledger is full when the tag is to be written: the image waits, and the next bake gives it its tag', async () => {
  const before = tinyTags(team).length;
  const { code, stdout, left } = await bakedOnFull('ledger', 'tag');
  expect(stdout).toContain('disk-full');
  expect({ code, host: left.host }).toEqual({ code: 4, host: [] });
  expect(tinyTags(team)).toHaveLength(before);
  expect(await team.run('bake', 'tiny')).toContain(`role/tiny@${before + 1}`);
  expect(tinyTags(team)).toHaveLength(before + 1);
  expect(await team.run('ledger', 'verify')).toMatch(/^whole/);
  expect(remains(team)).toEqual([]);
}, 120_000);
