import { expect, test } from 'vitest';
import { digestOf } from '../../src/naming/digest.ts';
import { aptConfig } from '../../src/packages/apt-config.ts';
import { listName, parseState, sourceOf, stateText } from '../../src/packages/archive-state.ts';
import { releaseField, releaseIndexes } from '../../src/packages/release-file.ts';

const HEX = 'ab'.repeat(32);

test.each([
  ['http://archive.example/debian/dists/bookworm/InRelease', 'archive.example_debian_dists_bookworm_InRelease'],
  ['https://ann:secret@example.org/a_b/~c/x', 'example.org_a%5fb_%7ec_x'],
  ['http://10.1.2.1:8080/dists/small/InRelease', '10.1.2.1:8080_dists_small_InRelease'],
])('apt keeps %s as %s', (uri, name) => {
  expect(listName(uri)).toBe(name);
});

test('an index of indexes gives SHA-256 digests alone, each by its path', () => {
  const text = `-----BEGIN PGP SIGNED MESSAGE-----
Hash: SHA256

Label: Debian
Date: Sat, 11 Jan 2025 09:30:01 UTC
MD5Sum:
 0123456789abcdef0123456789abcdef 12 main/binary-amd64/Packages
SHA256:
 ${HEX}   12 main/binary-amd64/Packages
 ${'cd'.repeat(32)} 1234 main/binary-amd64/Packages.xz
-----BEGIN PGP SIGNATURE-----
 ${'ef'.repeat(32)} 12 not/an/index
`;
  expect([...releaseIndexes(text)]).toEqual([
    ['main/binary-amd64/Packages', `sha256:${HEX}`],
    ['main/binary-amd64/Packages.xz', `sha256:${'cd'.repeat(32)}`],
  ]);
  expect(releaseField(text, 'Date')).toBe('Sat, 11 Jan 2025 09:30:01 UTC');
  expect(releaseIndexes('Label: Debian\n').size).toBe(0);
});

test('a state is read as it was written, under the digest of its text', () => {
  const files = new Map([
    ['dists/bookworm/InRelease', digestOf('one')],
    ['dists/bookworm/main/binary-amd64/Packages', digestOf('two')],
  ]);
  const sources = [
    { ...sourceOf('deb http://archive.example/debian bookworm main'), files },
    { ...sourceOf('deb http://archive.example/debian-security/ bookworm-security main'), files: new Map() },
  ];
  const text = stateText(sources);
  expect(parseState(text)).toEqual({ digest: digestOf(text), sources });
  expect(sources[0]?.uri).toBe('http://archive.example/debian/');
});

test('what an archive calls itself cannot become a setting of apt', () => {
  const sources = ['deb http://archive.example/debian bookworm main', 'deb https://deb.example.org/ stable main'];
  const state = { sources: sources.map((entry) => ({ ...sourceOf(entry), files: new Map() })) };
  const labels = ['Debian', 'Debian-Security', 'x "1"; Acquire::AllowInsecureRepositories', 'Two Words'];
  expect(aptConfig(state, labels, 4711)).toBe(`Acquire::Languages "none";
Acquire::http::Timeout "300";
Acquire::http::Proxy::archive.example "http://127.0.0.1:4711";
Acquire::Min-ValidTime::Debian "315360000";
Acquire::Min-ValidTime::Debian-Security "315360000";
`);
});
