import type { ChildProcess } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bakedSteps, killIn } from '../chaos/baked-steps.ts';
import { type Kill, killText, runToKill, wasKilled } from '../chaos/kill.ts';
import { remains, tinyTags } from '../chaos/remains.ts';
import { ran, type Team } from '../cli/team.ts';
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

/** So many tags, as many images at AWS, and nothing else there or here. */
function expectTags(count: number): void {
  expect(tinyTags(team)).toHaveLength(count);
  expect(cloud.left()).toEqual(
    Array.from({ length: count }, () => ONE_IMAGE)
      .flat()
      .sort(),
  );
  const files = ['machines', 'images'].flatMap((folder) => namesIn(team.path(`state/ec2/${folder}`)));
  expect([...remains(team), ...files]).toEqual(['file state: ec2']);
}

const namesIn = (folder: string): string[] => (existsSync(folder) ? readdirSync(folder) : []);

/** What a bake asks of AWS besides looking. */
const CALLS = [
  ...['AuthorizeSecurityGroupEgress', 'AuthorizeSecurityGroupIngress', 'CopyImage', 'CreateImage'],
  ...['CreateSecurityGroup', 'DeleteSecurityGroup', 'GetCallerIdentity', 'RevokeSecurityGroupEgress'],
  ...['RunInstances', 'StopInstances', 'TerminateInstances'],
];

const STEPS = [
  ...['launch', 'refresh package lists', 'converge (puppet)', 'converge again', 'check', 'list packages', 'seal'],
  ...['stop', 'image', 'copy', 'launch image', 'check image', 'tag', 'terminate'],
];

test('a bake that hears the answer of each call to AWS only when it asks again ends as any other', async () => {
  const asked = new Map<string, number>();
  cloud.endpoint.faults.losesReply = ({ action }) => {
    const count = (asked.get(action) ?? 0) + 1;
    asked.set(action, count);
    return count % 2 === 1;
  };
  await team.run('bake', 'tiny');
  cloud.endpoint.faults.losesReply = () => false;
  expect([...asked.keys()]).toEqual(expect.arrayContaining(CALLS));
  expect(bakedSteps(team).map(({ name }) => name)).toEqual(STEPS);
  expectTags(1);
}, 240_000);

test('a bake that is killed after the effect of each step, before the journal knows, is one bake', async () => {
  const before = tinyTags(team).length;
  team.write(note('killed in each step'));
  for (const step of bakedSteps(team)) {
    const killed = await runToKill(team, killIn(step, 'after'), 'bake', 'tiny');
    expect(wasKilled(killed), `${step.name}: ${killed.stdout}${killed.stderr}`).toBe(true);
  }
  await team.run('bake', 'tiny');
  expectTags(before + 1);
}, 480_000);

test('a bake that is killed with the answer of each call to AWS under way is one bake', async () => {
  const before = tinyTags(team).length;
  team.write(note('killed at each call'));
  const done = new Set<string>();
  let child: ChildProcess | undefined;
  cloud.endpoint.faults.losesReply = ({ action }) => {
    if (action.startsWith('Describe') || done.has(action)) return false;
    done.add(action);
    return child?.kill('SIGKILL') ?? false;
  };
  for (let wasEnded = true; wasEnded; ) {
    child = team.start(['bake', 'tiny']);
    const { code, stderr } = await ran(child);
    expect([0, 137], stderr).toContain(code);
    wasEnded = code === 137;
  }
  cloud.endpoint.faults.losesReply = () => false;
  expect([...done].sort()).toEqual(CALLS);
  expectTags(before + 1);
}, 480_000);

/** While the effect goes on. */
const KILLS: readonly Kill[] = [
  { write: 'startStep', when: 'after', step: 'seal', delayMs: 700 },
  { write: 'startStep', when: 'after', step: 'image', delayMs: 150 },
];

test.each(KILLS.map((kill) => ({ kill, name: killText(kill) })))(
  'a bake on EC2 killed $name is finished by the next one: one tag, its images, nothing else',
  async ({ kill, name }) => {
    const before = tinyTags(team).length;
    team.write(note(name));
    expect(wasKilled(await runToKill(team, kill, 'bake', 'tiny'))).toBe(true);
    await team.run('bake', 'tiny');
    expectTags(before + 1);
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
  expectTags(before);
}, 180_000);

test('one that is killed once its image is checked is finished, though its parent is revoked meanwhile', async () => {
  const before = tinyTags(team).length;
  team.write(note('revoked'));
  const kill: Kill = { write: 'startStep', when: 'before', step: 'tag' };
  expect(wasKilled(await runToKill(team, kill, 'bake', 'tiny'))).toBe(true);
  await team.run('revoke', 'os/debian-12@1', '--why', 'a hole');
  await team.run('recover');
  expectTags(before + 1);
}, 180_000);
