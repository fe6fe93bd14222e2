import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isProcessAlive } from '../../src/host/process-identity.ts';
import { localMachines } from '../../src/machines/local/local-machines.ts';
import type { Refusal } from '../../src/problem/problem.ts';
import { baseTree } from '../fixtures/base-tree.ts';
import { login, type TestMachines, testMachines, testSpec } from '../fixtures/test-machines.ts';
import { machinesConformance } from './conformance.ts';
import { inventory, processes } from './inventory.ts';

let area: TestMachines;

beforeAll(async () => {
  await baseTree();
  area = await testMachines();
}, 180_000);

afterAll(() => area?.[Symbol.asyncDispose]());

const left = (id = '') => inventory(area.settings.area, area.settings.state, id);

machinesConformance('local', async () => ({
  machines: {
    ...area.machines,
    launch: async (spec, observe) => area.machines.launch({ ...spec, layers: [await baseTree()] }, observe),
  },
  inventory: async (id) => left(id),
  [Symbol.asyncDispose]: async () => undefined,
}));

function inAnotherProcess(specs: readonly object[], afterwards: 'terminate' | 'leave' = 'terminate'): ChildProcess {
  const script = `${import.meta.dirname}/launch-one.ts`;
  const argv = [script, JSON.stringify(area.settings), JSON.stringify(specs), afterwards];
  return spawn(process.execPath, argv, { stdio: ['ignore', 'pipe', 'inherit'] });
}

test('the last machine takes bridge, tables, groups and the /run folder with it', async () => {
  const { user: _, ...spec } = await testSpec('last');
  await area.machines.launch(spec);
  expect(left()).not.toEqual([]);
  await area.machines.terminate('last');
  expect(left()).toEqual([]);
});

/** Launches in another process, which is killed so long after it has begun. */
async function launchAndKill(spec: object, delayMs: number): Promise<void> {
  const maker = inAnotherProcess([spec], 'leave');
  const closed = once(maker, 'close');
  if (maker.stdout) await once(maker.stdout, 'data');
  await sleep(delayMs);
  maker.kill('SIGKILL');
  await closed;
}

test('a maker killed at any moment leaves nothing that sweep does not remove', async () => {
  const { user: _, ...spec } = await testSpec('killed');
  for (const delayMs of [0, 4, 8, 15, 25, 35, 45, 60, 80, 100, 130, 170, 220, 300]) {
    await launchAndKill(spec, delayMs);
    await area.machines.sweep(isProcessAlive);
    if ((await area.machines.get('killed'))?.state === 'running') await area.machines.terminate('killed');
    expect(left(), `killed after ${delayMs} ms`).toEqual([]);
  }
}, 60_000);

test('a killed maker’s machine is ended by its id, or finished by the next who wants it', async () => {
  const { user: _, ...spec } = await testSpec('orphan');
  for (const delayMs of [30, 60, 120, 250]) {
    await launchAndKill(spec, delayMs);
    expect((await area.machines.launch(spec)).state).toBe('running');
    await area.machines.terminate('orphan');
    await launchAndKill(spec, delayMs);
    await area.machines.terminate('orphan');
    expect(left(), `killed after ${delayMs} ms`).toEqual([]);
  }
}, 60_000);

test('sweep leaves what a living process makes, and takes what has no record', async () => {
  const { user: _, ...spec } = await testSpec('living');
  const making = area.machines.launch(spec);
  await area.machines.sweep(isProcessAlive);
  expect((await making).state).toBe('running');
  rmSync(`/run/${area.settings.area}/machines/living`, { recursive: true });
  expect(await area.machines.sweep(isProcessAlive)).toEqual(['living']);
  expect(left()).toEqual([]);
});

test('sweep leaves the machine of a dead maker to whoever goes on with it meanwhile', async () => {
  const { user: _, ...spec } = await testSpec('taken');
  for (let delayMs = 20; (await area.machines.get('taken'))?.state !== 'launching'; delayMs *= 1.5) {
    await area.machines.terminate('taken');
    await launchAndKill(spec, delayMs);
  }
  let goingOn: Promise<{ state: string }> | undefined;
  const swept = await area.machines.sweep((maker) => {
    if (isProcessAlive(maker)) return true;
    // It has the lock when this returns, so that sweep comes after it.
    goingOn ??= area.machines.launch(spec);
    return false;
  });
  expect(swept).toEqual([]);
  expect((await goingOn)?.state).toBe('running');
  await area.machines.terminate('taken');
  expect(left()).toEqual([]);
}, 60_000);

test('two processes that launch and end machines at once do not break each other', async () => {
  const specs = await Promise.all(['a', 'b', 'c', 'd'].map((letter) => testSpec(`both-${letter}`)));
  const ends = [specs.slice(0, 2), specs.slice(2)].map((half) => once(inAnotherProcess(half), 'close'));
  expect(await Promise.all(ends)).toEqual([
    [0, null],
    [0, null],
  ]);
  expect(left()).toEqual([]);
}, 60_000);

test('a machine outlives the process that launched it', async () => {
  const { user, ...spec } = await testSpec('outlives');
  await once(inAnotherProcess([spec], 'leave'), 'close');
  const machine = await area.machines.get('outlives');
  if (!machine) throw new Error('the machine is gone');
  await using ssh = await login(machine, user);
  expect((await ssh.run(['true'])).code).toBe(0);
  await area.machines.terminate('outlives');
});

test('no secret is on a disk or in a process list, while the machine runs or after', async () => {
  const { user: _, ...spec } = await testSpec('secret', { purpose: 'launch', credentials: { TOKEN: 'tr0ub4dor&3' } });
  const making = area.machines.launch(spec);
  const seen: string[] = [];
  for (let running = false; !running; await sleep(5)) {
    seen.push(...processes());
    running = (await area.machines.get('secret'))?.state === 'running';
  }
  await making;
  expect(seen.filter((line) => line.includes('tr0ub4dor'))).toEqual([]);
  const { state } = area.settings;
  const found = (word: string) =>
    execFileSync('sh', ['-c', 'grep -rlF -- "$1" "$2" || :', 'sh', word, `${state}/machines/secret/upper`]);
  expect(found('tr0ub4dor').toString()).toBe('');
  expect(found('OPENSSH PRIVATE KEY').toString()).toBe('');
  expect(execFileSync('stat', ['-f', '-c', '%T', `/run/${area.settings.area}`]).toString()).toBe('tmpfs\n');
  await area.machines.terminate('secret');
});

test('a stopped machine’s tree and changed layer hold its changes and nothing of its identity', async () => {
  const { user, ...spec } = await testSpec('changes', { outbound: true });
  await using ssh = await login(await area.machines.launch(spec), user);
  await ssh.upload('made', '/opt/made', 0o644);
  await ssh.run(['rm', '/etc/debian_version']);
  expect((await ssh.run(['ip', 'route', 'show', 'default'])).stdout).toContain('via 10.');
  await area.machines.stop('changes');
  const [root, upper] = [await area.machines.rootOf('changes'), await area.machines.upperOf('changes')];
  expect(readFileSync(`${root}/opt/made`, 'utf8')).toBe('made');
  expect(readFileSync(`${upper}/opt/made`, 'utf8')).toBe('made');
  expect(execFileSync('stat', ['-c', '%F', `${upper}/etc/debian_version`]).toString()).toMatch(/^character special/);
  for (const path of [
    'etc/hostname',
    'etc/resolv.conf',
    'etc/ssh/ssh_host_ed25519_key',
    'root/.ssh/authorized_keys',
    'etc/hosts',
  ]) {
    expect(existsSync(`${root}/${path}`), path).toBe(false);
  }
  await area.machines.terminate('changes');
});

test('what is lent to a machine is there while it runs, is not changed by it, and is not of its tree once it is stopped', async () => {
  const lent = `${area.settings.state}/lent`;
  mkdirSync(`${lent}/opt/lent`, { recursive: true });
  for (const name of ['one', 'two', 'three']) writeFileSync(`${lent}/opt/lent/${name}`, name);
  const { user, ...spec } = await testSpec('lent', { lent: [lent] });
  await using ssh = await login(await area.machines.launch(spec), user);
  expect((await ssh.run(['cat', '/opt/lent/one', '/opt/lent/two'])).stdout).toBe('onetwo');
  await ssh.run(['rm', '/opt/lent/one']);
  await ssh.upload('changed', '/opt/lent/two', 0o644);
  await area.machines.stop('lent');
  const root = await area.machines.rootOf('lent');
  expect(readdirSync(`${root}/opt/lent`)).toEqual(['two']);
  expect(readFileSync(`${lent}/opt/lent/two`, 'utf8')).toBe('two');
  expect(readdirSync(`${lent}/opt/lent`).sort()).toEqual(['one', 'three', 'two']);
  await area.machines.terminate('lent');
});

test('a layer whose names are links to the host is not written through', async () => {
  const layer = `${area.settings.state}/hostile-layer`;
  const victim = `${area.settings.state}/victim`;
  mkdirSync(`${layer}/etc`, { recursive: true });
  mkdirSync(victim);
  writeFileSync(`${victim}/hostname`, 'of the host');
  symlinkSync(`${victim}/hostname`, `${layer}/etc/hostname`);
  mkdirSync(`${layer}/root`, { mode: 0o700 });
  symlinkSync(victim, `${layer}/root/.ssh`);
  const { user, ...spec } = await testSpec('links');
  const machine = await area.machines.launch({ ...spec, layers: [...spec.layers, layer] });
  await using ssh = await login(machine, user);
  expect((await ssh.run(['hostname'])).stdout).toBe('machine\n');
  expect(execFileSync('ls', ['-A', victim]).toString()).toBe('hostname\n');
  expect(readFileSync(`${victim}/hostname`, 'utf8')).toBe('of the host');
  await area.machines.terminate('links');
});

test('a tree that does not boot is boot-failed with its last words, and leaves nothing', async () => {
  const { user: _, ...spec } = await testSpec('broken');
  const empty = `${area.settings.state}/empty-layer`;
  mkdirSync(`${empty}/usr/lib/os-release.d`, { recursive: true });
  await expect(area.machines.launch({ ...spec, layers: [empty] })).rejects.toThrow(/^boot-failed: machine broken .*/);
  expect(left('broken')).toEqual([]);
});

test('a machine that ended by itself is stopped, and is launched anew when it is wanted', async () => {
  const { user, ...spec } = await testSpec('tired');
  const ssh = await login(await area.machines.launch(spec), user);
  await ssh.run(['systemctl', 'poweroff', '--no-block']).catch(() => undefined);
  await ssh.close();
  while ((await area.machines.get('tired'))?.state === 'running') await sleep(50);
  expect((await area.machines.get('tired'))?.state).toBe('stopped');
  expect((await area.machines.launch(spec)).state).toBe('running');
  await area.machines.terminate('tired');
});

test('of a machine that does not stop in time the hint is a command that may be given', async () => {
  const machines = localMachines({ ...area.settings, stopGraceMs: 1_000 });
  const stubborn = ['systemd-run', '-p', 'TimeoutStopSec=60', 'sh', '-c', 'trap "" TERM; while :; do sleep 1; done'];
  for (const [purpose, hint] of [
    ['bake', undefined],
    ['launch', 'rolebake terminate stays'],
  ] as const) {
    const { user, ...spec } = await testSpec('stays', { purpose });
    await using ssh = await login(await machines.launch(spec), user);
    await ssh.run(['systemd-run', ...stubborn.slice(1)]);
    const error: unknown = await machines.stop('stays').catch((reason: unknown) => reason);
    expect(error).toMatchObject({ problems: [{ code: 'stop-failed' }] });
    const [problem] = (error as Refusal).problems;
    expect(problem?.hint).toBe(hint);
    await machines.terminate('stays');
  }
});

test('a launched machine whose tree was deleted by hand is ended at once', async () => {
  const { user: _, ...spec } = await testSpec('bare', { purpose: 'launch' });
  await area.machines.launch(spec);
  execFileSync('sh', ['-c', 'rm -rf "$1" 2>/dev/null || :', 'sh', `${area.settings.state}/machines/bare`]);
  // Who waited for its shutdown would wait for longer than the test may take.
  await localMachines({ ...area.settings, stopGraceMs: 600_000 }).terminate('bare');
  expect(left()).toEqual([]);
});

test.each(['bake', 'launch'] as const)(
  'a machine that is ended while it boots (%s): both know, nothing is left',
  async (purpose) => {
    for (const delayMs of [0, 50, 150, 300]) {
      const { user: _, ...spec } = await testSpec('early', { purpose });
      const booting = Promise.withResolvers<void>();
      const launching = area.machines.launch(spec, ({ type }) => type === 'booting' && booting.resolve());
      const outcome = launching.then(
        () => 'launched',
        (error: Error) => error.message,
      );
      await booting.promise;
      await sleep(delayMs);
      await area.machines.terminate('early');
      const ended = 'boot-failed: machine early was terminated while it was being launched';
      // How long a boot takes is the host's affair: a machine that was quicker than the delay had been launched.
      expect(delayMs === 0 ? [ended] : [ended, 'launched']).toContain(await outcome);
      expect(left()).toEqual([]);
    }
  },
  60_000,
);

test('without root there is one clear sentence', async () => {
  const script = `
    const { requireRoot } = await import('${import.meta.dirname}/../../src/machines/local/area.ts');
    process.setuid(65534);
    try { requireRoot(); } catch (error) { process.stdout.write(error.message); }`;
  const said = execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
  expect(said).toBe('not-root: local machines need root: they mount file systems and make network name spaces');
});
