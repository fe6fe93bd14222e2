import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { fingerprint, generateKeyPair, publicKeyBytes } from '../../src/ssh/keys.ts';
import { knownKeys } from '../../src/ssh/known-hosts.ts';

const folder = mkdtempSync(join(tmpdir(), 'rolebake-known-'));
afterAll(() => rmSync(folder, { recursive: true }));

const KEYS = Array.from({ length: 3 }, (_, index) => generateKeyPair(`key${index}`).publicKey);
const fingerprints = (keys: readonly Buffer[]) => keys.map(fingerprint).sort();

/** What ssh-keygen finds of a host, without what is revoked. */
function oracle(file: string, host: string, port: number): string[] {
  const name = port === 22 ? host : `[${host}]:${port}`;
  const { stdout } = spawnSync('ssh-keygen', ['-F', name, '-f', file], { encoding: 'utf8' });
  const lines = stdout.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  const keyOf = (line: string) => publicKeyBytes(line.slice(line.indexOf('ssh-ed25519')));
  return fingerprints(lines.filter((line) => !line.startsWith('@')).map(keyOf));
}

const names = fc.constantFrom(
  'a.example',
  'b.example',
  '10.0.0.5',
  '[a.example]:2222',
  '*.example',
  '!b.example',
  'A.Example',
  '?.example',
);
const line = fc.record({ hosts: fc.array(names, { minLength: 1, maxLength: 3 }), key: fc.constantFrom(...KEYS) });

test('a host has the keys that ssh-keygen finds, plain and hashed', () => {
  const file = join(folder, 'known_hosts');
  const asked = fc.tuple(fc.constantFrom('a.example', 'b.example', '10.0.0.5', 'c.test'), fc.constantFrom(22, 2222));
  const property = fc.property(
    fc.array(line, { maxLength: 4 }),
    asked,
    fc.boolean(),
    (lines, [host, port], isHashed) => {
      const text = lines.map(({ hosts, key }) => `${hosts.join(',')} ${key}\n`).join('');
      writeFileSync(file, `# a comment\n\n${text}`);
      if (isHashed) execFileSync('ssh-keygen', ['-H', '-f', file], { stdio: 'ignore' });
      const shown = execFileSync('cat', [file], { encoding: 'utf8' });
      expect(fingerprints(knownKeys(shown, host, port))).toEqual(oracle(file, host, port));
    },
  );
  fc.assert(property, { numRuns: 60 });
});

test('a key that is revoked is none, nor is that of an authority', () => {
  const [one = '', two = '', three = ''] = KEYS;
  const text = `a.example ${one}\na.example ${two}\n@revoked * ${two}\n@cert-authority *.example ${three}\n`;
  expect(fingerprints(knownKeys(text, 'a.example', 22))).toEqual([fingerprint(publicKeyBytes(one))]);
});
