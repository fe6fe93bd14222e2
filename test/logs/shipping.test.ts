import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Collector, type Entry } from '../../scripts/demo/collector.ts';
import { type TestMachines, testMachines } from '../fixtures/test-machines.ts';
import { type ShippingMachine, shippingMachine } from './shipping-machine.ts';
import { ODD_FILE, oddRole, startCases } from './start-cases.ts';

/** One role twice: Puppet makes a machine with rsyslog, Chef one with syslog-ng. */
let area: TestMachines;
let collector: Collector;
let machines: readonly ShippingMachine[];

beforeAll(async () => {
  area = await testMachines();
  collector = await Collector.at((area.settings.subnet ?? '').replace(/0\/24$/, '1'));
  const listens = collector.start();
  machines = await Promise.all([
    shippingMachine(area, 'rsyslog', 'puppet', collector),
    shippingMachine(area, 'syslog-ng', 'chef', collector),
  ]);
  await listens;
}, 240_000);

afterAll(async () => {
  await area?.[Symbol.asyncDispose]();
  await collector?.[Symbol.asyncDispose]();
}, 60_000);

const LINES = [
  '::1 - - [23/Nov/2026:21:40:00 +0000] "GET / HTTP/1.1" 200 5 "-" "curl/7.88"',
  '  blanks \t $MSG %msg% $\u007bHOST} "quoted" \'single\' `tick` \\n #012 @cee: 9 <13>1 ',
  'h\u00e9 \u65e5\u672c \u{1f389} \u2028 \u0085 \u202e',
  Buffer.from([0x01, 0x07, 0x1b, 0x5b, 0x32, 0x4a, 0x7f, 0x80, 0xff, 0xfe, 0xc3, 0x28, 0x20, 0x2e]),
];
const LONG = `long ${'x'.repeat(120_000)} to the end`;
const JSON_LINES = ['{"at":"2026","text":"\\u0000 \\n h\u00e9"}', 'no JSON, yet not lost'];
const TRACES = ['before any start', '[2026-11-23] one\n  at x\n\n\t at y', 'WARN two\n[no start', 'ERROR three'];

test('what a program writes arrives as it is, under one tag, whichever shipper sends it', async () => {
  const marked = JSON_LINES.map((line) => `@cee: ${line}`);
  await both(async (machine) => {
    await write(machine, 'access', [...LINES, LONG, 'last']);
    await write(machine, 'events', JSON_LINES);
    await write(machine, 'traces', TRACES);
    await say(machine, 'said', [...LINES, 'last']);
    await say(machine, 'said-json', JSON_LINES);
    await arrive(machine, 'access_log', 'combined', [...LINES, LONG, 'last']);
    await arrive(machine, 'events', 'json', marked);
    await arrive(machine, 'traces', 'multiline', TRACES);
    await arrive(machine, 'said', 'lines', [...LINES.map(withoutBlanksAtEnd), 'last']);
    await arrive(machine, 'said_json', 'json', marked);
  });
}, 60_000);

/** rsyslog keeps the entry that it was sending for itself, and does not keep the order, if it restarts meanwhile. */
test('nothing else is lost or doubled while the collector is down and the shipper restarts', async () => {
  const texts = (from: number, count: number) => Array.from({ length: count }, (_, nth) => `entry ${from + nth}`);
  await both(async (machine) => {
    await forget(machine);
    await write(machine, 'access', texts(0, 10));
    await arrive(machine, 'access_log', 'combined', texts(0, 10));
  });
  await collector.stop();
  await both(async (machine) => {
    await write(machine, 'access', texts(10, 5_000));
    await say(machine, 'said', texts(0, 500));
    await sleep(1_000);
    await machine.run(['systemctl', 'restart', machine.shipper]);
    await write(machine, 'access', texts(5_010, 500));
    await say(machine, 'said', texts(500, 500));
  });
  await collector.start();
  await both(async (machine) => {
    const isRsyslog = machine.shipper === 'rsyslog';
    await arrive(machine, 'access_log', 'combined', texts(0, 5_510), isRsyslog);
    await arrive(machine, 'said', 'lines', texts(0, 1_000), isRsyslog);
  });
}, 60_000);

test('rotation loses no line of a program that never pauses', async () => {
  await both(async (machine) => {
    await machine.run(['systemctl', 'start', 'count']);
    for (let rotation = 1; rotation <= 2; rotation++) {
      await sleep(2_500);
      await machine.run(['logrotate', '--force', '/etc/logrotate.d/rolebake-logs']);
    }
    await sleep(300);
    await machine.run(['systemctl', 'stop', 'count']);
    const [last = ''] = (await machine.run(['tail', '-n', '1', '/var/log/app/count.log'])).split('\n');
    expect(Number(last)).toBeGreaterThan(200);
    expect(await machine.run(['ls', '/var/log/app'])).toMatch(/^count\.log\ncount\.log\.1\ncount\.log\.2\.gz\n/m);
    expect(await machine.run(['stat', '-c', '%U %G %a', '/var/log/app', '/var/log/app/count.log'])).toBe(
      'app adm 750\napp app 644\n',
    );
    const numbers = Array.from({ length: Number(last) }, (_, nth) => String(nth + 1));
    await arrive(machine, 'count', 'lines', numbers);
  });
}, 60_000);

test('any start that the catalog takes divides a log as JavaScript would; odd paths and units are the same to all', async () => {
  const cases = startCases(60);
  await both(async (machine) => {
    await machine.become(oddRole(cases));
    const files = cases.map(({ lines }, nth) => [`case_${nth}`, asFile(lines)] as const);
    for (const [name, text] of [...files, [ODD_FILE, asFile(['odd'])] as const])
      await machine.run(['dd', `of=/var/log/app/${name}`, 'status=none'], text);
    expect(await machine.run(['logrotate', '--debug', '/etc/logrotate.d/rolebake-logs'])).not.toMatch(/error/i);
    const check = { rsyslog: ['rsyslogd', '-N1'], 'syslog-ng': ['syslog-ng', '--syntax-only'] } as const;
    await machine.run(machine.shipper === 'rsyslog' ? check.rsyslog : check['syslog-ng']);
    await arrive(machine, 'odd', 'lines', ['odd']);
    for (const [nth, { entries }] of cases.entries()) await arrive(machine, `case_${nth}`, 'multiline', entries);
  });
}, 90_000);

const LF = Buffer.from('\n');

const both = (act: (machine: ShippingMachine) => Promise<void>) => Promise.all(machines.map(act));

/** systemd cuts blanks at the end of a line for the journal. */
const withoutBlanksAtEnd = (line: string | Buffer) => (typeof line === 'string' ? line.trimEnd() : line);

const asFile = (lines: readonly (string | Buffer)[]) =>
  Buffer.concat(lines.flatMap((line) => [Buffer.from(line as string), LF]));

async function write({ run }: ShippingMachine, log: string, lines: readonly (string | Buffer)[]): Promise<void> {
  await run(['dd', `of=/var/log/app/${log}.log`, 'oflag=append', 'conv=notrunc', 'status=none'], asFile(lines));
}

/** Lets a unit of the machine print these lines. */
async function say({ run }: ShippingMachine, unit: string, lines: readonly (string | Buffer)[]): Promise<void> {
  await run(['dd', `of=/var/lib/app/${unit}`, 'conv=notrunc', 'status=none'], asFile(lines));
}

/** How many entries of a log had come when the test began. */
const before = new Map<string, number>();

const entriesOf = ({ host }: ShippingMachine, tag: string): Entry[] =>
  collector.entries().filter((entry) => entry.host === host && entry.tag === tag);

async function forget(machine: ShippingMachine): Promise<void> {
  for (const { tag } of collector.entries()) before.set(`${machine.host} ${tag}`, entriesOf(machine, tag).length);
}

/** Waits until entries of a log have come from a machine: exactly these, or in any order and all but one of them. */
async function arrive(
  machine: ShippingMachine,
  log: string,
  format: string,
  texts: readonly (string | Buffer)[],
  isLoose = false,
): Promise<void> {
  const tag = `front_page-${log}`;
  const got = () => entriesOf(machine, tag).slice(before.get(`${machine.host} ${tag}`) ?? 0);
  const [least, until] = [texts.length - Number(isLoose), Date.now() + 20_000];
  while (got().length < least && Date.now() < until) await sleep(200);
  if (isLoose) await sleep(1_000);
  const entries = got();
  const came = entries.map(({ text }) => text.toString('latin1'));
  const expected = texts.map((text) => Buffer.from(text as string).toString('latin1'));
  const lost = isLoose ? expected.filter((text) => !came.includes(text)).slice(0, 1) : [];
  const rest = expected.filter((text) => !lost.includes(text));
  expect(isLoose ? came.sort() : came, `${tag} of ${machine.shipper}`).toEqual(isLoose ? rest.sort() : rest);
  expect([...new Set(entries.map((entry) => entry.format))]).toEqual([format]);
}
