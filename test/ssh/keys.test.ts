import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ssh2 from 'ssh2';
import { expect, test } from 'vitest';
import { fingerprint, generateKeyPair, publicKeyBytes } from '../../src/ssh/keys.ts';

test('ssh-keygen reads our private key and finds our public key and fingerprint in it', () => {
  const dir = mkdtempSync(join(tmpdir(), 'rolebake-keys-'));
  try {
    const pair = generateKeyPair('rolebake-test');
    const file = join(dir, 'key');
    writeFileSync(file, pair.privateKey, { mode: 0o600 });
    writeFileSync(`${file}.pub`, pair.publicKey);
    expect(execFileSync('ssh-keygen', ['-y', '-f', file], { encoding: 'utf8' }).trim()).toBe(pair.publicKey);
    const listed = execFileSync('ssh-keygen', ['-l', '-f', `${file}.pub`], { encoding: 'utf8' });
    expect(listed.split(' ')[1]).toBe(fingerprint(publicKeyBytes(pair.publicKey)));
  } finally {
    rmSync(dir, { recursive: true });
  }
});

test('every key can be read and used, whatever its bytes', () => {
  for (let index = 0; index < 1000; index++) {
    const pair = generateKeyPair('k'.repeat(index % 9));
    const key = ssh2.utils.parseKey(pair.privateKey);
    if (key instanceof Error) throw key;
    expect(key.getPublicSSH().equals(publicKeyBytes(pair.publicKey))).toBe(true);
  }
});
