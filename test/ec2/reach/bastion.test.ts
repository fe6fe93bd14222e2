import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nextTick } from 'node:process';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Bastion } from '../../../src/machines/ec2/reach/bastion.ts';
import type { BastionPlace } from '../../../src/machines/ec2/reach/bastion-server.ts';
import { connect } from '../../../src/ssh/connect.ts';
import { type TestMachines, testMachines, testSpec } from '../../fixtures/test-machines.ts';

let area: TestMachines;
let folder: string;
let place: BastionPlace & { readonly key: string; readonly hostKey: string };

beforeAll(async () => {
  area = await testMachines();
  const { user, ...spec } = await testSpec('bastion');
  const { address: host } = await area.machines.launch(spec);
  folder = mkdtempSync(join(tmpdir(), 'rolebake-bastion-'));
  const key = join(folder, 'key');
  writeFileSync(key, user.privateKey, { mode: 0o600 });
  writeFileSync(`${key}.pub`, user.publicKey);
  place = { host, port: 22, user: 'root', key, hostKey: spec.hostKey.publicKey, knownHosts: '/dev/null' };
}, 180_000);

afterAll(async () => {
  await area?.[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});

test('whoever wants a machine while the bastion is being left is told, and nothing else fails', async () => {
  const bastion = new Bastion(place);
  await bastion.ready();
  const closing = bastion[Symbol.asyncDispose]();
  await new Promise<void>((resolve) => nextTick(resolve));
  await expect(bastion.dial(place.host, 22)).rejects.toThrow(
    /^ssh-failed: .*the connection to the bastion was closed$/,
  );
  await closing;
});

test('a bastion that was left is not logged in to again', async () => {
  const bastion = new Bastion(place);
  await bastion.ready();
  await bastion[Symbol.asyncDispose]();
  await expect(bastion.dial(place.host, 22)).rejects.toThrow(
    /^ssh-failed: .*the connection to the bastion was closed$/,
  );
  await expect(bastion.ready()).rejects.toThrow(/^ssh-failed: /);
});

test('what was reached through a bastion that is gone can be left, and is refused afterwards', async () => {
  const bastion = new Bastion(place);
  const privateKey = readFileSync(place.key, 'utf8');
  const ssh = await connect({ ...place, privateKey, dial: () => bastion.dial(place.host, 22) });
  expect((await ssh.run(['echo', 'through'])).stdout).toBe('through\n');
  await bastion[Symbol.asyncDispose]();
  await expect(ssh.run(['true'])).rejects.toThrow(/^ssh-failed: /);
  await ssh.close();
});

test('a public key in place of the private one is told as such', async () => {
  await using bastion = new Bastion({ ...place, key: `${place.key}.pub` });
  await expect(bastion.ready()).rejects.toThrow(/^unreadable-file: .*key\.pub cannot be used as a key for the bastion/);
});

test('without a known_hosts, what the settings can say instead is told', async () => {
  const { hostKey: _, ...unknown } = place;
  await using bastion = new Bastion({ ...unknown, knownHosts: join(folder, 'none') });
  const refusal = await bastion.ready().catch((error) => error);
  expect(refusal.problems).toMatchObject([
    {
      code: 'wrong-value',
      message: expect.stringMatching(/none has no host key/),
      hint: expect.stringMatching(/keyscan/),
    },
  ]);
});
