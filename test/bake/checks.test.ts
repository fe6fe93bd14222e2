import { afterAll, beforeAll, expect, test } from 'vitest';
import { type BakeCheck, failedChecks } from '../../src/bake/checks/run-checks.ts';
import { shortfallOf } from '../../src/bake/checks/shortfall.ts';
import type { Expectation } from '../../src/catalog/checks/check.ts';
import type { Refusal } from '../../src/problem/problem.ts';
import type { SshConnection } from '../../src/ssh/connection.ts';
import { login, type TestMachines, testMachines, testSpec } from '../fixtures/test-machines.ts';

/** Answers each request with the status that its path says; in Perl, which every Debian has. */
const SERVER = `use IO::Socket; my $s = IO::Socket::INET->new(LocalAddr => '127.0.0.1:8099', Listen => 5, ReuseAddr => 1);
while (my $c = $s->accept) { my $l = <$c>; while (<$c> =~ /\\S/) {} my ($p) = $l =~ m{/(\\d*)};
print $c "HTTP/1.1 $p Said\\r\\nContent-Length: 6\\r\\nConnection: close\\r\\n\\r\\nhello\\n"; close $c }`;

let area: TestMachines;
let ssh: SshConnection;

beforeAll(async () => {
  area = await testMachines();
  const { user, ...spec } = await testSpec('checked');
  ssh = await login(await area.machines.launch(spec), user);
  await ssh.upload('first\nport = 80\n', '/etc/checked.conf', 0o640);
  await ssh.run(['ln', '-s', 'checked.conf', '/etc/link.conf']);
  await ssh.run(['systemd-run', '--unit=server', '--service-type=exec', 'perl', '-e', SERVER]);
}, 180_000);

afterAll(async () => {
  await ssh?.close();
  await area?.[Symbol.asyncDispose]();
});

const file = { kind: 'file', path: '/etc/checked.conf' } as const;
const http = { kind: 'http', url: 'http://127.0.0.1:8099/200', status: 200 } as const;
const command = { kind: 'command', argv: ['printf', '%s\n', "it's", '$HOME', ''], exit: 0 } as const;

test.each<Expectation>([
  { kind: 'package', name: 'bash' },
  { kind: 'unit', unit: 'ssh', state: 'active' },
  { kind: 'unit', unit: 'ssh', state: 'enabled' },
  file,
  { ...file, path: '/etc/link.conf', owner: 'root', group: 'root', mode: '0640' },
  { ...file, content: { how: 'contains', text: 'port' } },
  { ...file, content: { how: 'equals', text: 'first\nport = 80\n' } },
  { ...file, content: { how: 'line', pattern: 'port *= *\\d+' } },
  { kind: 'port', port: 22, protocol: 'tcp' },
  { kind: 'port', port: 8099, protocol: 'tcp' },
  http,
  { ...http, body: { how: 'equals', text: 'hello\n' } },
  { ...http, url: 'http://localhost:8099/503', status: 503 },
  { ...command, output: { how: 'equals', text: "it's\n$HOME\n\n" } },
  { kind: 'command', argv: ['false'], exit: 1 },
])('%j holds', async (expects) => {
  await expect.poll(() => shortfallOf(ssh, expects), { timeout: 5_000 }).toBeUndefined();
});

test.each<[Expectation, RegExp]>([
  [{ kind: 'package', name: 'nginx' }, /^is not installed$/],
  [{ kind: 'unit', unit: 'no-such', state: 'active' }, /^must be active, but is inactive$/],
  [{ kind: 'unit', unit: 'no-such', state: 'enabled' }, /^must be enabled, but is .*No such file/],
  [{ ...file, path: '/etc/none' }, /^there is none: .*No such file or directory$/],
  [{ ...file, mode: '0644' }, /^its mode must be 0644, but is 0640$/],
  [{ ...file, owner: 'shop' }, /^its owner must be shop, but is root$/],
  [{ ...file, content: { how: 'contains', text: 'ports' } }, /^its content must contain "ports", but is "first/],
  [{ ...file, content: { how: 'line', pattern: 'port' } }, /^its content must have a line that matches port, but/],
  [{ ...file, path: '/etc', content: { how: 'equals', text: '' } }, /^cannot be read: .*Is a directory$/],
  [{ kind: 'port', port: 23, protocol: 'tcp' }, /^nothing listens$/],
  [{ kind: 'port', port: 22, protocol: 'udp' }, /^nothing listens$/],
  [{ ...http, status: 201 }, /^must answer 201, but answers 200$/],
  [{ ...http, body: { how: 'contains', text: 'bye' } }, /^the body must contain "bye", but is "hello\\n"$/],
  [{ ...http, url: 'http://127.0.0.1:8098/' }, /^does not answer: .*Connection refused$/],
  [{ ...http, url: 'https://127.0.0.1:22/' }, /^does not answer: .*wrong version number/],
  [{ ...command, output: { how: 'equals', text: '' } }, /^its output must be "", but is "it's\\n\$HOME/],
  [{ kind: 'command', argv: ['no-such'], exit: 0 }, /^must end with 0, but ends with 127: .*No such file/],
])('%j does not hold, and it is said why', async (expects, why) => {
  expect(await shortfallOf(ssh, expects)).toMatch(why);
});

test('a check is looked at until it holds, all at once, and what never holds is told', async () => {
  const checkOf = (path: string): BakeCheck => ({ expects: { kind: 'file', path }, from: 'bake', source: 'a test' });
  await ssh.run(['systemd-run', 'sh', '-c', 'sleep 1; touch /run/late']);
  const patience = { milliseconds: 10_000, monotonicMs: () => performance.now(), signal: AbortSignal.timeout(100_000) };
  const failed = await failedChecks(ssh, ['/run/late', '/run/never'].map(checkOf), patience);
  expect(failed.map(({ check }) => check)).toEqual([checkOf('/run/never')]);
});

test('a machine that cannot be asked is no failed check', async () => {
  const { user, ...spec } = await testSpec('cut');
  const cut = await login(await area.machines.launch(spec), user);
  await area.machines.terminate('cut');
  const asked = shortfallOf(cut, { kind: 'package', name: 'bash' });
  const refusal: Refusal = await asked.then(
    () => expect.fail('it answered'),
    (error) => error,
  );
  expect(refusal.problems).toMatchObject([{ code: 'ssh-failed' }]);
});
