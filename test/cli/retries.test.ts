import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { JobData, JobDetails } from '../../src/cli/jobs/job-data.ts';
import { hostAptSources } from '../../src/host/apt-sources.ts';
import { realEffects } from '../../src/host/effects.ts';
import { badMirror, type Manner } from '../fixtures/bad-mirror.ts';
import { ran, type Team } from './team.ts';
import { note, tinyTeam } from './tiny.ts';

let team: Team;
/** The server that machines have Debian from. */
let mirror: string;

beforeAll(async () => {
  team = await tinyTeam();
  const [entry = ''] = await hostAptSources('bookworm', realEffects);
  mirror = new URL(entry.split(' ')[1] ?? '').hostname;
  team.write({
    'catalog/roles/cut_off.yaml': 'role: cut_off\nuses: [unreachable]\n',
    'catalog/profiles/unreachable.yaml': `profile: unreachable
resources:
  - file: /etc/apt/apt.conf.d/99nowhere
    content: "Acquire::Retries \\"0\\";\\nAcquire::http::Proxy::${mirror} \\"http://127.0.0.1:1\\";\\n"
  - package: hello
    after: [/etc/apt/apt.conf.d/99nowhere]
`,
  });
}, 120_000);

afterAll(async () => await team?.end(), 60_000);

const newest = async (): Promise<JobDetails> => {
  const job = (await team.ask<JobData[]>('jobs')).at(-1);
  return await team.ask('jobs', 'show', job?.id ?? '');
};

const readOrNothing = (path: string): string => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
};

/** The processes of the machine of the newest job whose command line holds these words. */
async function inMachineOf(job: string, words: string): Promise<number[]> {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  const own = pids.filter((pid) => readOrNothing(`/proc/${pid}/cgroup`).includes(job));
  const found = own.filter((pid) => readOrNothing(`/proc/${pid}/cmdline`).replaceAll('\0', ' ').includes(words));
  return found.map(Number);
}

/** Cuts every ssh connection of the machine once the tool runs in it. */
async function cutSsh(tool: string): Promise<void> {
  const { id } = await newest();
  while ((await inMachineOf(id, tool)).length === 0) await sleep(20);
  for (const pid of await inMachineOf(id, 'sshd: root')) process.kill(pid, 'SIGKILL');
}

test.each([
  ['puppet', 'puppet apply'],
  ['chef', 'chef-solo'],
])(
  'ssh is cut while %s runs: the step is tried again, and the bake ends well',
  async (target, tool) => {
    team.write(note(`cut under ${target}`));
    const ran = await team.runUntil('converge', () => void cutSsh(tool), 'bake', 'tiny', '--target', target);
    expect(ran.code, ran.stdout).toBe(0);
    const retry = ran.stderr.split('\n').find((line) => line.includes('"retrying"')) ?? '{}';
    expect(JSON.parse(retry)).toMatchObject({ attempt: 2, of: 3, why: expect.stringContaining('was cut') });
    const { steps } = await newest();
    expect(steps.find(({ name }) => name.startsWith('converge'))).toMatchObject({
      state: 'done',
      attempts: 2,
      failures: [{ attempt: 1, error: expect.stringContaining('ssh-failed') }],
    });
    expect(team.left()).toEqual([]);
  },
  60_000,
);

test('the machine dies while it converges: the bake ends, says so, and leaves nothing', async () => {
  team.write(note('a machine that dies'));
  const kill = async () => {
    const { id } = await newest();
    while ((await inMachineOf(id, 'puppet apply')).length === 0) await sleep(20);
    const [machine] = await team.ask<{ pid: number }[]>('machines');
    process.kill(machine?.pid ?? 0, 'SIGKILL');
  };
  const ran = await team.runUntil('converge', () => void kill(), 'bake', 'tiny');
  expect(JSON.parse(ran.stdout)).toMatchObject({ problems: [{ code: 'machine-ended' }] });
  expect(ran.code).toBe(5);
  expect(team.left()).toEqual([]);
  expect(await team.run('bake', 'tiny')).toMatch(/bake +role\/tiny@/);
}, 90_000);

test('a package that cannot be fetched is tried three times, and then said at its line', async () => {
  const { code, stderr } = await team.try('bake', 'cut_off');
  expect(code).toBe(5);
  expect(stderr).toMatch(/converge \(puppet\) +try 2 of 3 in \d s: mirror-failed: /);
  expect(stderr).toMatch(/^error\[mirror-failed\]: role cut_off: Package\[hello\] /m);
  expect(stderr).toContain(' --> catalog/profiles/unreachable.yaml:5:5\n');
  const { state, steps } = await newest();
  expect(state).toBe('failed');
  expect(steps.at(-1)).toMatchObject({ state: 'failed', attempts: 3 });
  expect(team.left()).toEqual([]);
}, 90_000);

test('a mirror says nothing, then nonsense, then what it should: the bake ends well', async () => {
  await using bad = await badMirror('silent');
  const host = team.network.replace(/\.\d+\/\d+$/, '.1');
  team.write({
    'catalog/roles/patient.yaml': 'role: patient\nuses: [slow]\n',
    'catalog/profiles/slow.yaml': `profile: slow
resources:
  - file: /etc/apt/apt.conf.d/99slow
    content: |
      Acquire::Retries "0";
      Acquire::http::Timeout "3";
      Acquire::http::Proxy::${mirror} "http://${host}:${bad.port}/";
  - package: hello
    after: [/etc/apt/apt.conf.d/99slow]
`,
  });
  const child = team.start(['bake', 'patient', '--json']);
  const manners: Manner[] = ['right', 'nonsense'];
  child.stderr?.on('data', (text) => {
    if (String(text).includes('"retrying"')) bad.mirror.manner = manners.pop() ?? 'right';
  });
  const { code, stdout, stderr } = await ran(child);
  expect(code, stdout).toBe(0);
  expect(new Set(bad.mirror.asked)).toEqual(new Set(['silent', 'nonsense', 'right']));
  const retries = stderr.split('\n').filter((line) => line.includes('"retrying"'));
  expect(retries.map((line) => JSON.parse(line))).toMatchObject([
    { attempt: 2, of: 3, why: expect.stringContaining('mirror-failed') },
    { attempt: 3, of: 3, why: expect.stringContaining('mirror-failed') },
  ]);
  expect(team.left()).toEqual([]);
}, 90_000);

test('a converge that goes on for too long ends the bake', async () => {
  const settings = team.read('rolebake.yaml');
  team.write({
    'rolebake.yaml': `${settings}jobs: {converge_limit: 8}\n`,
    'catalog/roles/endless.yaml': 'role: endless\nuses: [endless]\n',
    'catalog/profiles/endless.yaml':
      'profile: endless\nresources:\n  - exec: wait\n    command: [/bin/sleep, "250"]\n    creates: /etc/none\n',
  });
  const { code, stdout, stderr } = await team.try('bake', 'endless', '--json');
  const message = 'role endless: puppet has not ended after 8 s';
  expect(JSON.parse(stdout)).toMatchObject({ problems: [{ code: 'converge-failed', message }] });
  expect(code).toBe(5);
  expect(stderr).not.toContain('retrying');
  expect(team.left()).toEqual([]);
  team.write({ 'rolebake.yaml': settings });
}, 60_000);

test('a role that is ill is tried once', async () => {
  team.write({
    'catalog/roles/ill.yaml': 'role: ill\nuses: [absent]\n',
    'catalog/profiles/absent.yaml': 'profile: absent\nresources:\n  - package: no-such-package\n',
  });
  const { code, stderr } = await team.try('bake', 'ill');
  expect(code).toBe(5);
  expect(stderr).not.toContain('try 2');
  expect((await newest()).steps.at(-1)).toMatchObject({ state: 'failed', attempts: 1 });
}, 60_000);
