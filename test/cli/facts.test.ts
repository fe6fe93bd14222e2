import { afterAll, beforeEach, expect, test } from 'vitest';
import { sayings, stockedTeam } from './stocked.ts';
import { ran, type Team } from './team.ts';

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

test('a revoked system: what is built on it says so, the head is the one before, and the plan has no parent', async () => {
  const dry = await run('revoke', 'os/debian-12@2', '--why', 'CVE-2026-1 in openssl', '--dry-run');
  expect(await run('heads')).not.toContain('revoked');
  const said = await run('revoke', 'os/debian-12@2', '--why', 'CVE-2026-1 in openssl');
  expect(dry).toBe(said.replace(' is revoked (', ' would be revoked ('));
  expect(said).toBe(`os/debian-12@2 is revoked (CVE-2026-1 in openssl)
  os/debian-12: the head is os/debian-12@1 again
  role/web@2 is built on it
  role/web@3 is built on it, and a head
next: rolebake os update debian-12
next: rolebake bake web
`);
  const heads = await run('heads');
  expect(heads).toMatch(/^os\/debian-12@1 /m);
  expect(heads).toMatch(/^role\/web@3 .* built on revoked os\/debian-12@2$/m);
  expect(await run('tags', 'os')).toMatch(/^os\/debian-12@2 .*revoked \(CVE-2026-1 in openssl\)$/m);
  expect(await run('show', 'role/web@2')).toMatch(/^built on +os\/debian-12@2, which is revoked$/m);
  await run('revoke', 'os/debian-12@1', '--why', 'too old');
  expect(await run('heads')).toMatch(/^os\/debian-12 +no head: all its tags are revoked$/m);
  const plan = await tried('plan');
  expect(plan).toMatchObject({ code: 3, stdout: '' });
  expect(plan.stderr).toContain('error[revoked-tag]: os/debian-12@2 is revoked: CVE-2026-1 in openssl');
  expect(plan.stderr).toContain('hint: rolebake os update debian-12');
  expect(await run('ledger', 'verify')).toBe('whole: 11 entries in 3 files\n');
}, 60_000);

test('a second revocation, by whoever, is none; the first reason stays', async () => {
  await run('revoke', 'role/web@3', '--why', 'slow');
  const again = await ask<{ done: boolean; revoked: { text: string } }>('revoke', 'role/web@3', '--why', 'ugly');
  expect(again).toMatchObject({ done: false, revoked: { text: 'slow' } });
  expect(team.read('ledger/role/web.jsonl').split('\n')).toHaveLength(7);
  const both = await Promise.all(['a', 'b'].map((why) => team.try('revoke', 'role/web@2', '--why', why)));
  expect(both.map(({ code }) => code)).toEqual([0, 0]);
  expect(await run('ledger', 'verify')).toMatch(/^whole: /);
}, 60_000);

test('who reads while others write never leaves an index behind that calls a whole ledger damaged', async () => {
  for (let round = 0; round < 20; round++) {
    const all = await Promise.all(['a', 'b', 'c'].map((who) => team.try('note', 'role/web@2', `${who} ${round}`)));
    expect(all.map(({ stderr }) => stderr)).toEqual(['', '', '']);
  }
  const { standing } = await ask<{ standing: { notes: unknown[] } }>('show', 'role/web@2');
  expect(standing.notes).toHaveLength(60);
}, 300_000);

test('killed at any moment, a fact is there whole or not at all; one that was reported is there', async () => {
  const one = async (index: number): Promise<string> => {
    const child = team.start(['note', 'role/web@1', `note ${index}`]);
    if (index % 2 === 0) setTimeout(() => child.kill('SIGKILL'), 150 + index * 120);
    const { code } = await ran(child);
    return code === 0 ? `note ${index}` : '';
  };
  const reported = await Promise.all(Array.from({ length: 8 }, (_, index) => one(index)));
  expect(await run('ledger', 'verify')).toMatch(/^whole: /);
  const { standing } = await ask<{ standing: { notes: { text: string }[] } }>('show', 'role/web@1');
  const kept = standing.notes.map(({ text }) => text);
  expect(kept).toEqual(expect.arrayContaining(reported.filter((text) => text !== '')));
  expect(kept.length).toBe(new Set(kept).size);
  expect(reported.filter((text) => text !== '').length).toBeGreaterThanOrEqual(4);
}, 60_000);

test('a revoked image, or one that is built on a revoked tag, is not launched unless one says so', async () => {
  await run('revoke', 'role/web@1', '--why', 'slow');
  await run('revoke', 'app/shop@2', '--why', 'leaks');
  for (const [tag, why] of [
    ['role/web@1', 'role/web@1 is revoked: slow'],
    ['role/web@3', 'role/web@3 is built on app/shop@2, which is revoked'],
  ] as const) {
    const refused = await tried('launch', tag);
    expect(refused).toMatchObject({ code: 3, stdout: '' });
    expect(refused.stderr).toContain(`error[revoked-tag]: ${why}`);
    const taken = await tried('launch', tag, '--revoked-too');
    expect(taken.stderr).toContain(`  ${why}\n`);
    expect(taken.stderr).toContain('error[snapshot-missing]');
  }
  for (const tag of ['role/web@2', 'role/web@3']) await run('revoke', tag, '--why', 'slow too');
  const none = await tried('launch', 'role/web');
  expect(none.stderr).toContain('error[revoked-tag]: every tag of role/web is revoked');
}, 60_000);

test('channels: promote, promote another, go back', async () => {
  expect(await run('promote', 'role/web@1', '--channel', 'canary')).toBe('role/web@1 is the head of canary\n');
  const second = await run('promote', 'role/web@2', '--channel', 'canary');
  expect(second).toBe('role/web@2 is the head of canary, instead of role/web@1\n');
  expect(await ask('promote', 'role/web@2', '--channel', 'canary')).toMatchObject({ done: false });
  const back = await run('demote', 'role/web@2', '--channel', 'canary');
  expect(back).toBe('role/web@2 is not in canary any more; canary has role/web@1 now\n');
  expect(await run('demote', 'role/web@2', '--channel', 'canary')).toContain('nothing to do');
  await run('revoke', 'role/web@2', '--why', 'slow');
  const { code, stderr } = await tried('promote', 'role/web@2', '--channel', 'canary');
  expect(code).toBe(3);
  expect(stderr).toContain('error[revoked-tag]: role/web@2 is revoked: slow');
}, 60_000);

test('deprecated tags and notes are shown with who said it and when', async () => {
  await run('deprecate', 'role/web@1', '--why', 'old log format');
  await run('note', 'role/web@1', 'läuft in zwei Läden');
  const shown = await run('show', 'role/web@1');
  expect(shown).toMatch(/^deprecated +old log format \(\S+@\S+, 2\d{3}-\S+Z\)$/m);
  expect(shown).toMatch(/^note +läuft in zwei Läden \(/m);
  expect(await run('deprecate', 'role/web@1', '--why', 'x')).toBe(
    'role/web@1 is deprecated (old log format) already\n',
  );
}, 60_000);

test.each([
  [2, ['revoke', 'role/web@1'], 'say why'],
  [2, ['revoke', 'role/web@1', '--why', ' '], 'does not take the text'],
  [2, ['note', 'role/web@1', 'a\nb'], 'does not take the text'],
  [2, ['note', 'role/web@1', '\u001b]0;x\u0007'], 'does not take the text'],
  [2, ['promote', 'role/web@1'], 'name the channel'],
  [2, ['promote', 'role/web@1', '--channel', '../x'], 'not the name of a channel'],
  [3, ['revoke', 'role/web', '--why', 'x'], 'is not a tag'],
  [3, ['revoke', '../role/web@1', '--why', 'x'], 'is not a tag'],
  [7, ['revoke', 'role/web@9', '--why', 'x'], 'the newest is role/web@3'],
  [7, ['note', 'app/none@1', 'x'], 'the ledger holds no app/none@1'],
] as const)('%i: %j', async (code, argv, words) => {
  const before = team.read('ledger/HEADS');
  const said = await tried(...argv);
  expect(said).toMatchObject({ code, stdout: '' });
  expect(said.stderr).toContain(words);
  expect(team.read('ledger/HEADS')).toBe(before);
});
