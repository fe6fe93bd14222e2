import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { KeyStore } from '../../src/bake/key-store.ts';
import { processes } from '../machines/inventory.ts';
import { inMachine, type Launched } from './machine.ts';
import type { Ran, Team } from './team.ts';
import { tinyTeam } from './tiny.ts';

let team: Team;

/** Of two lines, with marks that quoting and escaping change. */
const SECRET = `first ${randomBytes(9).toString('hex')} "q" 'a'\nsecond\\${randomBytes(9).toString('hex')}$HOME`;
const FILE = `/dev/shm/rolebake-secret-${process.pid}`;

beforeAll(async () => {
  team = await tinyTeam();
  await team.run('bake', 'tiny');
  writeFileSync(FILE, `${SECRET}\n`, { mode: 0o600 });
}, 120_000);

afterAll(async () => {
  rmSync(FILE, { force: true });
  await team?.end();
}, 60_000);

/** A text in base64, wherever it begins in what is encoded: what all encodings of it have in common. */
const base64Of = (text: string): string[] =>
  [0, 1, 2].map((shift) => {
    const bytes = Buffer.concat([Buffer.alloc(shift), Buffer.from(text)]);
    return bytes.toString('base64').slice(shift === 0 ? 0 : shift + 1, -4);
  });

/** The forms in which a secret could be told: its lines, and what quoting, escaping and encoding make of it. */
const FORMS: readonly string[] = [
  ...SECRET.split('\n').flatMap((line) => /[0-9a-f]{18}/.exec(line) ?? []),
  ...base64Of(SECRET),
  Buffer.from(SECRET).toString('hex'),
  encodeURIComponent(SECRET).slice(0, 60),
];

const leaksIn = (text: string): string[] => FORMS.filter((form) => text.includes(form));

/** Files below these folders that hold a form. */
function filesWith(folders: readonly string[]): string[] {
  const patterns = FORMS.flatMap((form) => ['-e', form]);
  const { stdout } = spawnSync('grep', ['-rlFsa', '--devices=skip', ...patterns, ...folders], { encoding: 'utf8' });
  return stdout.split('\n').filter(Boolean);
}

test('the search finds each form', () => {
  const told = [SECRET, JSON.stringify(SECRET), Buffer.from(`x${SECRET}`).toString('base64'), encodeURI(SECRET)];
  for (const text of told) expect(leaksIn(text), text).not.toEqual([]);
});

test('a secret is in no output, log, journal, ledger, process list or file, in no form', async () => {
  const said: Ran[] = [];
  const run = async (...argv: string[]): Promise<Ran> => {
    const ran = await team.try(...argv);
    said.push(ran);
    return ran;
  };
  const { stdout } = await run('launch', 'role/tiny', '--flag', `HIDDEN=@${FILE}`, '--json');
  const machine = { ...(JSON.parse(stdout) as Launched), state: team.path('state') };
  // The program has it, as it was given.
  expect(await inMachine(machine, ['cat', '/run/credentials/note.service/HIDDEN'])).toBe(SECRET);
  for (const argv of [['machines'], ['machines', '--json'], ['show', 'role/tiny'], ['jobs', '--json'], ['heads']])
    await run(...argv);
  await run('launch', 'role/tiny', '--flag', `HIDDEN=@${FILE}`, '--flag', `NO_SUCH=@${FILE}`);
  await run('ssh', machine.id, '--', 'systemctl', 'status', 'take-environment');
  expect(processes().filter((line) => leaksIn(line).length > 0)).toEqual([]);
  const folders = [team.folder, '/run', '/var/log', '/var/cache/rolebake/compile'];
  expect(filesWith([...folders, ...new KeyStore(team.path('state')).paths()])).toEqual([]);
  await run('terminate', machine.id);
  expect(said.flatMap(({ stdout: out, stderr }) => leaksIn(`${out}${stderr}`))).toEqual([]);
  expect(filesWith(folders)).toEqual([]);
}, 90_000);
