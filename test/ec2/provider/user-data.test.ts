import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { userDataOf } from '../../../src/machines/ec2/machine/user-data.ts';
import { wishes } from '../../fixtures/test-machines.ts';
import { testCloud } from './test-cloud.ts';

const bytesOf = (...more: Parameters<typeof wishes>) => Buffer.from(userDataOf(wishes(...more)), 'base64');

test('a machine has the key that we made and no other, and lets root in with the key of the user', () => {
  const spec = wishes('web', { hostname: 'web' });
  const text = Buffer.from(userDataOf(spec), 'base64').toString();
  expect(text).toMatch(/^#cloud-config\n/);
  // On one line, the marks of a console would stick to the key.
  expect(text).toContain('ed25519_private: |\n    -----BEGIN OPENSSH PRIVATE KEY-----\n');
  expect(parse(text)).toMatchObject({
    ...{ disable_root: false, users: [], hostname: 'web', ssh_deletekeys: true },
    ssh_authorized_keys: [spec.authorizedKey],
    ssh_keys: { ed25519_private: spec.hostKey.privateKey, ed25519_public: `${spec.hostKey.publicKey}\n` },
  });
});

test('user data is the same for the same wishes, in whatever order flags were given', () => {
  const spec = wishes('web', { credentials: { A: '1', B: '2' }, lifeSeconds: 60 });
  expect(userDataOf({ ...spec, credentials: { B: '2', A: '1' } })).toBe(userDataOf(spec));
});

test('what is more than AWS takes is compressed, and refused when that does not help', () => {
  const large = bytesOf('web', { credentials: { PAGE: 'all work and no play '.repeat(2_000) } });
  expect(gunzipSync(large).toString()).toMatch(/^#cloud-config\n/);
  const random = Array.from({ length: 8_000 }, (_, index) => Math.imul(index, 2_654_435_761) >>> 0).join('');
  expect(() => bytesOf('web', { credentials: { NOISE: random } })).toThrow(/^wrong-value: the flags of machine web/);
});

test('no flag and no private key is in the state folder', async () => {
  await using cloud = await testCloud();
  const spec = cloud.spec('web', { purpose: 'launch', credentials: { TOKEN: 'correct horse battery staple' } });
  await cloud.machines.launch(spec);
  const names = readdirSync(cloud.settings.state, { recursive: true }).map((name) =>
    join(cloud.settings.state, String(name)),
  );
  const texts = names.filter((name) => statSync(name).isFile()).map((name) => readFileSync(name, 'latin1'));
  expect(texts.some((text) => text.includes(spec.hostKey.publicKey))).toBe(true);
  for (const text of texts) {
    expect(text).not.toContain('correct horse');
    expect(text).not.toContain(Buffer.from('correct horse').toString('base64'));
    expect(text).not.toContain('PRIVATE KEY');
  }
});
