import { expect, test } from 'vitest';
import type { FlagSource } from '../../src/catalog/environments/environment.ts';
import { readEnvironment } from '../../src/catalog/environments/read.ts';
import type { Flag } from '../../src/catalog/model.ts';
import { Refusal } from '../../src/problem/problem.ts';
import { type Contracts, passedOver } from '../../src/release/environment-problems.ts';
import type { LockedMember, ReleaseLock } from '../../src/release/lock.ts';
import { releaseFlags, secretsOf } from '../../src/release/member-flags.ts';

const flag = (name: string, type: 'port' | 'string', secret = false): Flag => ({
  ...{ name, type, secret, description: '' },
});
const flags = [flag('PORT', 'port'), flag('TOKEN', 'string', true)];
const contracts: Contracts = new Map(
  ['web', 'worker'].map((role) => [role, { summary: '', flags, logs: [], serves: [] }]),
);

const member = (role: string): LockedMember => ({
  ...{ role, tag: `role/${role}@1`, digest: `sha256:${'0'.repeat(64)}`, count: 1 },
  ...{ after: [], balancers: [], connections: [] },
});
const lock: ReleaseLock = {
  release: 'shop',
  summary: '',
  zone: 'shop.example',
  members: ['web', 'worker'].map(member),
};

function environmentOf(text: string) {
  const read = readEnvironment('environments/test.yaml', `environment: test\n${text}`);
  if (!read.ok) throw new Refusal(read.problems);
  return read.value;
}

async function read(source: FlagSource): Promise<string> {
  if (typeof source !== 'object') return String(source);
  throw new Refusal({ code: 'unreadable-file', message: 'it is not there', hint: 'write it' });
}

async function problemsOf(text: string): Promise<string[]> {
  const refusal = await releaseFlags(lock, environmentOf(text), contracts, read).catch((thrown: unknown) => thrown);
  if (!(refusal instanceof Refusal)) throw new Error('nothing was refused');
  return refusal.problems.map(({ message, place, hint = '' }) => `${place?.line}:${place?.column} ${message}; ${hint}`);
}

test('what is wrong is told once for all roles, at the value, with the hint of what is wrong there', async () => {
  expect(await problemsOf('flags:\n  PORT: high\n  TOKEN: {file: none}\n')).toEqual([
    '3:9 roles web, worker: flag PORT: "high" is not a port from 1 to 65535; ',
    '4:10 roles web, worker: it is not there; write it',
  ]);
});

test('a value for one role alone is told of at its own place', async () => {
  const text = 'flags: {PORT: 80, TOKEN: x}\nroles:\n  worker: {flags: {PORT: low}}\n';
  expect(await problemsOf(text)).toEqual(['4:26 role worker: flag PORT: "low" is not a port from 1 to 65535; ']);
});

test('what is missing is told with what to write', async () => {
  expect(await problemsOf('roles:\n  web: {flags: {PORT: 80}}\n')).toEqual([
    '1:1 roles web, worker: flag TOKEN (string) has no value; in environments/test.yaml: flags: {TOKEN: {file: PATH}}, for all roles, or the same for one role alone',
    '1:1 role worker: flag PORT (port) has no value; in environments/test.yaml: flags: {PORT: VALUE}, for all roles, or the same for one role alone',
  ]);
});

test('a value for all roles that no role has a flag for is passed over, and told', () => {
  const environment = environmentOf('flags:\n  PORT: 80\n  TOKENS: {file: x}\n');
  expect(passedOver(environment, lock, contracts)).toEqual([
    'environments/test.yaml:4: no role of shop has a flag TOKENS, it is passed over; did you mean TOKEN?',
  ]);
});

test('a secret is known by its lines and escaped, too, the longest form first; what is in much else is no form', () => {
  const given = (TOKEN: string) => secretsOf(contracts, new Map([['web', { PORT: '8080', TOKEN }]]));
  expect(given('a b"c?ÿ')).toEqual(['a%20b%22c%3F%C3%BF', 'YSBiImM/w78=', 'YSBiImM_w78', 'a b\\"c?ÿ', 'a b"c?ÿ']);
  expect(given('-----BEGIN\nMC4CAQAwBQ\n{\n')).toEqual(expect.arrayContaining(['-----BEGIN', 'MC4CAQAwBQ']));
  expect(given('-----BEGIN\nMC4CAQAwBQ\n{\n')).not.toContain('{');
  expect(given('abc')).toEqual([]);
});
