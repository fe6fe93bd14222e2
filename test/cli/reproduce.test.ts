import { readdirSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { JobDetails } from '../../src/cli/jobs/job-data.ts';
import { runToKill, wasKilled } from '../chaos/kill.ts';
import type { Team } from './team.ts';
import { tinyTeam } from './tiny.ts';

let team: Team;

/** A profile whose image is another one each time. */
const NOISY = `profile: noisy
resources:
  - exec: make noise
    command: [/bin/sh, -c, "dd if=/dev/urandom of=/etc/noise count=1; (echo same; cat /proc/sys/kernel/random/uuid) > /etc/id; chmod 06$(($$ % 8))0 /etc/id"]
    creates: /etc/noise
`;

beforeAll(async () => {
  team = await tinyTeam();
  team.write({ 'catalog/profiles/noisy.yaml': NOISY, 'catalog/roles/noisy.yaml': 'role: noisy\nuses: [noisy]\n' });
  await team.run('bake', 'tiny', 'noisy');
});

afterAll(async () => await team?.end(), 60_000);

const snapshots = () => readdirSync(team.path('state/snapshots/sha256')).sort();

test('a bake done again gives the same image, and no tag', async () => {
  const before = snapshots();
  expect(await team.run('reproduce', 'role/tiny@1')).toMatch(/^role\/tiny@1 is reproduced: identical, sha256:/);
  expect(await team.run('tags', 'role/tiny')).not.toContain('@2');
  expect(snapshots()).toEqual(before);
  expect(team.left()).toEqual([]);
}, 60_000);

test('an image that comes out different: the paths are told, and nothing of it stays', async () => {
  const before = snapshots();
  const { code, stdout } = await team.try('reproduce', 'role/noisy');
  const id = '"[0-9a-f-]{36}"';
  expect(stdout.replace(/mode \d+ -> \d+, /, '')).toMatch(
    new RegExp(
      `^role/noisy@1 came out different in 2 paths:\\n  /etc/id: content at line 2 \\(${id} -> ${id}\\)\\n  /etc/noise: content at byte \\d+\\n$`,
    ),
  );
  expect(code).toBe(1);
  expect(snapshots()).toEqual(before);
  expect(team.left()).toEqual([]);
}, 60_000);

test('a reproduce that is killed is undone by the next command, also by a bake', async () => {
  const kill = { write: 'startStep', when: 'after', step: 'stop' } as const;
  expect(wasKilled(await runToKill(team, kill, 'reproduce', 'role/tiny'))).toBe(true);
  expect(await team.run('bake', 'tiny')).toMatch(/keep +role\/tiny@1/);
  expect(team.left()).toEqual([]);
  const jobs = await team.ask<{ kind: string; state: string }[]>('jobs');
  expect(jobs.filter(({ kind }) => kind === 'reproduce').map(({ state }) => state)).toEqual(['done', 'done', 'undone']);
}, 60_000);

test('what was baked from what is not known any more is not reproduced', async () => {
  const { code, stderr } = await team.try('reproduce', 'os/debian-12');
  expect(stderr).toMatch(/^error\[job-outdated\]: what os\/debian-12@1 was baked from is not in this host's journal/);
  expect(code).toBe(6);
});

interface Bill {
  readonly bomFormat: string;
  readonly specVersion: string;
  readonly components: readonly { readonly name: string; readonly version: string; readonly purl?: string }[];
}

test('the bill of materials of an image has its packages and what it was made from', async () => {
  const bill = await team.ask<Bill>('sbom', 'role/tiny');
  expect(bill).toMatchObject({ bomFormat: 'CycloneDX', specVersion: '1.5' });
  expect(bill.components[0]).toMatchObject({ name: 'os/debian-12', version: '1' });
  const bash = bill.components.find(({ name }) => name === 'bash');
  expect(bash?.purl).toBe(`pkg:deb/debian/bash@${encodeURIComponent(bash?.version ?? '')}?arch=amd64&distro=debian-12`);
  expect(bill.components.length).toBeGreaterThan(100);
  expect((await team.try('sbom', 'os/debian-12')).code).toBe(7);
});

test('a job shows what the converger did to each resource, slowest first', async () => {
  const [job] = await team.ask<{ id: string; subject: string }[]>('jobs', '--role', 'noisy');
  const { resources } = await team.ask<JobDetails>('jobs', 'show', job?.id ?? '');
  expect(resources.map(({ name, changed }) => [name, changed])).toEqual([['Exec[make noise]', true]]);
  expect(await team.run('jobs', 'show', job?.id ?? '')).toMatch(
    /slowest of 1 resources\n\d+\.\d\d s {2}Exec\[make noise\]/,
  );
}, 60_000);

test('the timeline of a job is a picture with a bar for each step and resource', async () => {
  const [job] = await team.ask<{ id: string; subject: string }[]>('jobs', '--role', 'noisy');
  await team.run('jobs', 'timeline', job?.id ?? '', '--output', 'bake.svg');
  const svg = team.read('bake.svg');
  const titles = [...svg.matchAll(/<title>(.*?): [\d.]+ s<\/title>/g)].map(([, title]) => title);
  const { steps } = await team.ask<JobDetails>('jobs', 'show', job?.id ?? '');
  expect(titles).toEqual([...steps.map(({ name }) => name), 'Exec[make noise]']);
  expect(svg).toMatch(/^<svg .*<\/svg>\n$/s);
});

test('store prune removes what no tag names, once it is old enough, and nothing that is needed', async () => {
  team.write({
    'catalog/profiles/failing.yaml':
      'profile: failing\nresources:\n  - unit: failing\n    exec: /bin/false\n    user: root\n',
    'catalog/roles/failing.yaml': 'role: failing\nuses: [failing]\n',
  });
  const before = snapshots();
  expect((await team.try('bake', 'failing')).code).toBe(5);
  const untagged = snapshots().filter((one) => !before.includes(one));
  expect(untagged).toHaveLength(1);
  expect(await team.run('store', 'prune')).toBe(
    'removed 0 snapshots without a tag, 0.0 MB compressed\nremoved 0 packages and 0 archive states, 0.0 MB\n',
  );
  expect(await team.run('store', 'prune', '--older-than', '0', '--dry-run')).toContain(untagged[0]);
  expect(snapshots()).toHaveLength(before.length + 1);
  await team.run('store', 'prune', '--older-than', '0');
  expect(snapshots()).toEqual(before);
  expect(await team.run('store', 'verify')).toContain('whole');
}, 90_000);
