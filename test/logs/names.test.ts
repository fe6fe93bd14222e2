import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  accountName,
  applicationFolder,
  applicationFolders,
  buildHost,
  buildLabel,
  buildTwin,
  dnsLabel,
  imageName,
  listenerNames,
  logId,
  serviceHost,
  unitName,
} from '../../src/naming/names.ts';

/** Catalog names, near enough to each other to clash if they could. */
const name = fc.stringMatching(/^[ab][ab1]{0,3}(_[ab1]{1,4}){0,3}$/);
const long = fc.stringMatching(/^a[ab]{20,24}(_[ab1]{8,11}){2}$/).filter((one) => one.length <= 50);
const anyName = fc.oneof({ weight: 3, arbitrary: name }, { weight: 1, arbitrary: long });
const build = fc.integer({ min: 1, max: 10 ** 9 });

/** Two different things never get one name. */
function neverClash<T>(things: fc.Arbitrary<T>, nameOf: (thing: T) => string): void {
  const pair = fc.tuple(things, things).filter(([one, other]) => JSON.stringify(one) !== JSON.stringify(other));
  fc.assert(
    fc.property(pair, ([one, other]) => {
      expect(nameOf(one)).not.toBe(nameOf(other));
    }),
    { numRuns: 2_000 },
  );
}

test('two roles, applications or logs never share a label, unit, balancer, account, folder or tag', () => {
  for (const nameOf of [dnsLabel, unitName, accountName, applicationFolder]) neverClash(anyName, nameOf);
  neverClash(anyName, (role) => serviceHost(role, 'test', 'example.org'));
  neverClash(fc.tuple(anyName, anyName), ([role, log]) => logId(role, log));
  neverClash(fc.tuple(anyName, fc.constantFrom('frontend', 'backend')), ([role, half]) =>
    half === 'frontend' ? listenerNames(role, 'http', 1).frontend : listenerNames(role, 'http', 1).backend,
  );
  neverClash(fc.tuple(anyName, fc.constantFrom('settings', 'state', 'logs')), ([application, which]) =>
    which === 'settings'
      ? applicationFolders(application).settings
      : which === 'state'
        ? applicationFolders(application).state
        : applicationFolders(application).logs,
  );
});

test('a build shares its label with no other build, and with a role only if the catalog refuses the two', () => {
  neverClash(fc.tuple(anyName, build), ([role, number]) => imageName(role, number));
  fc.assert(
    fc.property(anyName, anyName, build, (role, other, number) => {
      if (dnsLabel(other) === buildLabel(role, number)) expect(buildTwin(other)).toBe(role);
    }),
    { numRuns: 2_000, examples: [['web', 'web_42', 42]] },
  );
  expect([buildTwin('web_42'), buildTwin('web_042'), buildTwin('web'), buildTwin('a_b_7')]).toEqual([
    'web',
    undefined,
    undefined,
    'a_b',
  ]);
});

test('a role and its label are one to one', () => {
  fc.assert(fc.property(anyName, (role) => void expect(dnsLabel(role).replaceAll('-', '_')).toBe(role)));
});

test('every name fits where it goes: DNS (63 and 253), accounts (32), APP-NAME of RFC 5424 (48)', () => {
  const LABEL = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;
  const limits = fc.tuple(anyName, anyName, build);
  fc.assert(
    fc.property(limits, ([role, log, number]) => {
      expect([dnsLabel(role), buildLabel(role, number)].filter((label) => !LABEL.test(label))).toEqual([]);
      expect(accountName(role)).toMatch(/^[a-z_][a-z0-9_-]{0,31}$/);
      expect(logId(role, log)).toMatch(/^[!-~]{1,48}$/);
      expect(buildHost(role, number, 'test', 'example.org').length).toBeLessThanOrEqual(253);
    }),
  );
  expect(serviceHost('web_front', 'test', 'example.org')).toBe('web-front.test.example.org');
  expect(buildHost('web_front', 7, 'test', 'example.org')).toBe('web-front-7.test.example.org');
  expect(() => serviceHost('web', 'test', `${'long.'.repeat(50)}example`)).toThrow(/longer than the 253 characters/);
});

test('the tag of a log is what the catalog calls role and log', () => {
  expect(logId('web_front', 'access_log')).toBe('web_front-access_log');
  expect(listenerNames('web_front', 'http', 1)).toEqual({ frontend: 'fe_web_front', backend: 'be_web_front' });
});
