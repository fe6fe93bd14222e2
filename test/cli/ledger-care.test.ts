import { execFileSync } from 'node:child_process';
import { appendFileSync, cpSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { sayings, stockedTeam } from './stocked.ts';
import type { Team } from './team.ts';

let team: Team;
let run: ReturnType<typeof sayings>['run'];
let tried: ReturnType<typeof sayings>['tried'];
let ask: ReturnType<typeof sayings>['ask'];
const teams: Team[] = [];

beforeEach(async () => {
  team = await stockedTeam();
  teams.push(team);
  ({ run, tried, ask } = sayings(team));
});

afterAll(async () => {
  for (const one of teams) await one.end();
});

const at = (path: string) => join(team.folder, path);

test('a torn last line is put back, from what this machine wrote itself', async () => {
  await run('note', 'role/web@1', 'one more line');
  const whole = readFileSync(at('ledger/role/web.jsonl'));
  truncateSync(at('ledger/role/web.jsonl'), whole.length - 20);
  expect(await tried('ledger', 'verify')).toMatchObject({ code: 1 });
  const dry = await ask<{ steps: { what: string }[] }>('ledger', 'repair', '--dry-run');
  expect(dry.steps).toMatchObject([{ what: 'restored', file: 'role/web.jsonl' }]);
  expect(await run('ledger', 'repair', '--dry-run')).toMatch(/^would do: role\/web.jsonl line \d+: put back, .*\n$/);
  expect(await run('ledger', 'repair')).toMatch(/^role\/web.jsonl line \d+: put back, as the checkpoint has it\n/);
  expect(readFileSync(at('ledger/role/web.jsonl'))).toEqual(whole);
  expect(await run('ledger', 'repair')).toBe('nothing to repair\n');
});

test('a ledger that was rolled back is named, until that is accepted', async () => {
  await run('heads');
  cpSync(at('ledger'), at('before'), { recursive: true });
  await run('note', 'role/web@1', 'not to be seen again');
  rmSync(at('ledger'), { recursive: true });
  cpSync(at('before'), at('ledger'), { recursive: true });
  const verify = await tried('ledger', 'verify');
  expect(verify).toMatchObject({ code: 1 });
  expect(verify.stdout).toContain('role/web.jsonl was rolled back to');
  expect(verify.stdout).toContain('rolebake ledger accept');
  expect(await tried('heads')).toMatchObject({ code: 6 });
  expect(await run('ledger', 'accept')).toContain('accepted as it is');
  expect(await run('heads')).toContain('role/web@3');
});

test('a team begins to sign its ledger', async () => {
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', '', '-f', at('key')]);
  writeFileSync(at('signers'), `ada@example.org ${readFileSync(at('key.pub'), 'utf8')}`);
  appendFileSync(at('rolebake.yaml'), '\nledger_signing: {allowed_signers: signers, key: key}\n');
  const unsigned = await tried('ledger', 'verify');
  expect(unsigned).toMatchObject({ code: 1 });
  expect(unsigned.stdout).toContain('signature: HEADS is not signed, and it should be');
  expect(await run('ledger', 'sign')).toBe('signed by ada@example.org\n');
  await run('note', 'role/web@1', 'signed');
  expect(await run('ledger', 'verify')).toMatch(/^whole: \d+ entries in 3 files, signed by ada@example.org\n$/);
  expect(await ask('ledger', 'verify')).toMatchObject({ whole: true, signer: 'ada@example.org' });
  rmSync(at('key'));
  const keyless = await tried('note', 'role/web@1', 'without a key');
  expect(keyless).toMatchObject({ code: 4 });
  expect(keyless.stderr).toContain('error[no-signing-key]');
});
