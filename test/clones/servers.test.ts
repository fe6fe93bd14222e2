import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type GitServer, gitServer } from './git-server.ts';
import { testClones } from './test-clones.ts';

let server: GitServer;

beforeAll(async () => {
  server = await gitServer();
}, 300_000);

afterAll(() => server?.[Symbol.asyncDispose](), 60_000);

/** Clones whose git knows the server, and has a key for it. */
function clonesWithKey() {
  const all = testClones();
  const [key, known, authority] = ['key', 'known_hosts', 'authority.pem'].map((name) => join(all.folder, name));
  const sshCommand = `ssh -F none -i ${key} -o IdentitiesOnly=yes -o UserKnownHostsFile=${known} -o StrictHostKeyChecking=yes`;
  all.write({
    key: server.user.privateKey,
    known_hosts: `${server.machine.address} ${server.machine.hostPublicKey}\n`,
    'authority.pem': server.authority,
    '.gitconfig': `[user]\n\tname = Ann Lee\n\temail = ann@example.org\n[core]\n\tsshCommand = ${sshCommand}\n[http]\n\tsslCAInfo = ${authority}\n`,
  });
  chmodSync(join(all.folder, 'key'), 0o600);
  return all;
}

test.each(['ssh', 'http', 'https'] as const)(
  'two clones publish to a real server over %s and take from it',
  async (way) => {
    const all = clonesWithKey();
    const [ada, bob] = [all.clone('ada', server.urls[way]), all.clone('bob', server.urls[way])];
    await Promise.all([ada, bob].map((one) => one.compile()));
    await ada.tagRole('web', 'ada-1');
    await bob.tagRole('web', 'bob-1');
    expect(await ada.run('publish')).toMatch(/^commit [0-9a-f]{12} in .*\ngit tags: role\/web\/1\n$/);
    expect(await bob.run('publish')).toContain(
      'role/web@1 is now role/web@2: another clone had published role/web@1\n',
    );
    expect(await ada.run('pull')).toContain(`1 new entry from ${server.urls[way].replace('root@', '')} (main)`);
    expect(await all.clone('fresh', server.urls[way]).run('pull')).toContain('2 new entries from');
    expect(await ada.ledger.files()).toEqual(await bob.ledger.files());
  },
  120_000,
);

test('a server that refuses, and one whose host key or certificate is another, are told as such', async () => {
  const all = clonesWithKey();
  const closed = all.clone('closed', server.urls.closed);
  await closed.compile();
  const refused = await closed.try('publish');
  expect(refused.stderr).toMatch(/^error\[git-failed\]: .*403/s);
  all.write({ known_hosts: `${server.machine.address} ${server.user.publicKey}\n` });
  const stranger = all.clone('stranger', server.urls.ssh);
  await stranger.compile();
  const unknown = await stranger.try('publish');
  expect(unknown.code).toBe(4);
  expect(unknown.stderr).toMatch(/host key|Host key/i);
  all.write({ 'authority.pem': rootCertificates[0] ?? '' });
  const imposter = all.clone('imposter', server.urls.https);
  await imposter.compile();
  const untrusted = await imposter.try('publish');
  expect(untrusted.code).toBe(4);
  expect(untrusted.stderr).toMatch(/^error\[git-failed\]: .*certificate/s);
}, 120_000);
