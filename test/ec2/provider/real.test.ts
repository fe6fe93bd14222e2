import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Ec2Image } from '../../../src/machines/ec2/ec2-machine.ts';
import { NspawnMachines } from '../../ec2-endpoint/machines/nspawn/nspawn-machines.ts';
import { login, wishes } from '../../fixtures/test-machines.ts';
import { REAL_TIMING, type TestCloud, testCloud } from './test-cloud.ts';

let backEnd: NspawnMachines;
let cloud: TestCloud;

beforeAll(async () => {
  backEnd = await NspawnMachines.make();
  cloud = await testCloud({ machines: backEnd }, { timing: REAL_TIMING }, { allowFrom: `${backEnd.hostAddress}/32` });
}, 180_000);

afterAll(async () => {
  await cloud?.[Symbol.asyncDispose]();
  await backEnd?.[Symbol.asyncDispose]();
});

test('an image holds what its machine was made into, and its machines have keys of their own', async () => {
  const { machines } = cloud;
  const { user, ...spec } = wishes('first', { outbound: true });
  const first = await machines.launch({ ...spec, image: { ami: cloud.debian } });
  await login(first, user).then(async (ssh) => {
    await ssh.upload('baked', '/opt/baked', 0o644);
    await ssh.run(['cloud-init', 'clean', '--logs']);
    await ssh.close();
  });
  await machines.stop('first');
  const wish = { name: 'web-1', description: 'role/web', run: 'job1', tags: {} };
  const image: Ec2Image = await machines.images.create({ ...wish, machine: 'first' });
  const { user: other, ...fresh } = wishes('second', {
    purpose: 'launch',
    hostname: 'web',
    credentials: { TOKEN: 'x' },
  });
  const second = await machines.launch({ ...fresh, image });
  await using ssh = await login(second, other);
  const read = async (...argv: [string, ...string[]]) => (await ssh.run(argv)).stdout;
  expect(await read('cat', '/opt/baked')).toBe('baked');
  expect(await read('hostname')).toBe('web\n');
  expect(await read('sh', '-c', 'ls /etc/ssh/ssh_host_*_key')).toBe('/etc/ssh/ssh_host_ed25519_key\n');
  expect(await read('cat', '/root/.ssh/authorized_keys')).toBe(`${other.publicKey}\n`);
  expect(await read('stat', '-f', '-c', '%T', '/run/credstore')).toBe('tmpfs\n');
  expect(await read('stat', '-c', '%a %U', '/run/credstore', '/run/credstore/TOKEN')).toBe('700 root\n400 root\n');
  await machines.terminate('first');
  await machines.terminate('second');
  await machines.images.discard('job1');
  expect(cloud.left()).toEqual([]);
}, 120_000);

test('a machine that nobody renews ends itself with its disk, and its remains are swept', async () => {
  const { user: _, ...spec } = wishes('short', { lifeSeconds: 8 });
  await cloud.machines.launch({ ...spec, image: { ami: cloud.debian } });
  await vi.waitFor(() => expect(cloud.left()).toEqual(['security-group']), { timeout: 30_000, interval: 500 });
  expect((await cloud.machines.get('short'))?.state).toBe('stopped');
  expect(await cloud.machines.sweep(() => false)).toContain('short');
  expect(cloud.left()).toEqual([]);
}, 60_000);
