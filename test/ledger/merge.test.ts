import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { realEffects } from '../../src/host/effects.ts';
import { readCheckpoint } from '../../src/ledger/checkpoint.ts';
import { openLedger } from '../../src/ledger/ledger.ts';
import { parseComponent } from '../../src/ledger/tag.ts';
import { tagNow } from '../../src/ledger/tag-now.ts';
import { digestOf } from '../../src/naming/digest.ts';
import { AT, factOf } from './build.ts';

const effects = { ...realEffects, now: () => AT };
const ROUNDS = 8;
const ROLES = 6;
const MERGER = fileURLToPath(new URL('merger.ts', import.meta.url));

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'rolebake-merge-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
});

const clone = (name: string) => openLedger(join(dir, name), effects);
type Clone = ReturnType<typeof clone>;

/** Appends so many tags of a component, each by a job of its own; gives their names. */
async function add(ledger: Clone, component: string, jobs: readonly string[], parents: [string, string][] = []) {
  for (const job of jobs) {
    const digest = digestOf(job);
    const made = parents.map(([tag, of]) => ({ tag, digest: digestOf(of) }));
    await ledger.append({ ...factOf(component, 1, made), job, digest });
  }
}

const jobs = async (ledger: Clone) =>
  Object.fromEntries((await ledger.tags()).map(({ tag, entry }) => [tag, entry.job]));

/** Two clones that began alike. */
async function twoClones() {
  const [ada, bob] = [clone('ada'), clone('bob')];
  await add(ada, 'os/debian-12', ['base']);
  await add(ada, 'role/web', ['w1'], [['os/debian-12@1', 'base']]);
  cpSync(ada.dir, bob.dir, { recursive: true });
  return { ada, bob };
}

test('what only the other holds is taken as it is; what only ours holds stays', async () => {
  const { ada, bob } = await twoClones();
  await add(ada, 'role/web', ['w2', 'w3']);
  expect(await bob.merge({ files: await ada.files() })).toEqual({ renamed: [], taken: 2 });
  expect(await bob.files()).toEqual(await ada.files());
  await add(bob, 'role/worker', ['k1']);
  const before = await bob.files();
  expect(await bob.merge({ files: await ada.files() })).toEqual({ renamed: [], taken: 0 });
  expect(await bob.files()).toEqual(before);
  const fresh = clone('fresh');
  expect(await fresh.merge({ files: before })).toEqual({ renamed: [], taken: 5 });
  expect(await fresh.files()).toEqual(before);
  expect(await fresh.merge({ files: new Map() })).toEqual({ renamed: [], taken: 0 });
});

test('two clones that gave the same name: ours follows with another, and all that spoke of it does too', async () => {
  const { ada, bob } = await twoClones();
  await add(ada, 'os/debian-12', ['base-ada']);
  await add(ada, 'role/web', ['w-ada']);
  const sbom = await bob.putObject('nginx 1');
  await add(bob, 'os/debian-12', ['base-bob']);
  await add(bob, 'role/web', ['w-bob', 'w-bob2'], [['os/debian-12@2', 'base-bob']]);
  await add(bob, 'role/worker', ['k-bob'], [['os/debian-12@2', 'base-bob']]);
  const theirs = await ada.files();
  expect(await bob.merge({ files: theirs })).toEqual({
    renamed: [
      { from: 'os/debian-12@2', to: 'os/debian-12@3' },
      { from: 'role/web@2', to: 'role/web@3' },
      { from: 'role/web@3', to: 'role/web@4' },
    ],
    taken: 2,
  });
  expect(await bob.verify()).toEqual([]);
  expect(await jobs(bob)).toEqual({
    ...{ 'os/debian-12@1': 'base', 'os/debian-12@2': 'base-ada', 'os/debian-12@3': 'base-bob' },
    ...{ 'role/web@1': 'w1', 'role/web@2': 'w-ada', 'role/web@3': 'w-bob', 'role/web@4': 'w-bob2' },
    'role/worker@1': 'k-bob',
  });
  expect((await bob.show('role/web@4')).entry).toMatchObject({ formerly: ['role/web@3'], who: 'ada' });
  for (const tag of ['role/web@3', 'role/worker@1'])
    expect((await bob.show(tag)).entry.parents).toEqual([{ tag: 'os/debian-12@3', digest: digestOf('base-bob') }]);
  for (const [path, bytes] of theirs)
    if (path !== 'HEADS') expect((await bob.files()).get(path)?.subarray(0, bytes.length).equals(bytes)).toBe(true);
  expect((await bob.object(sbom)).toString()).toBe('nginx 1');
  expect(await ada.merge({ files: await bob.files() })).toEqual({ renamed: [], taken: 4 });
  expect(await ada.files()).toEqual(await bob.files());
});

test('a fact about a tag that gets another number goes with it', async () => {
  const { ada, bob } = await twoClones();
  await add(ada, 'role/web', ['w-ada']);
  await add(bob, 'role/web', ['w-bob']);
  const about = { stream: 'role', name: 'web', who: 'bob' } as const;
  await bob.append({ ...about, kind: 'promoted', number: 2, channel: 'stable', job: 'p2' });
  await bob.append({ ...about, kind: 'note', number: 1, text: 'see role/web@2', job: 'n1' });
  await bob.merge({ files: await ada.files() });
  expect(await bob.verify()).toEqual([]);
  const entries = (await bob.entries(parseComponent('role/web'))).map(({ entry }) => entry);
  const facts = entries.filter(({ kind }) => kind !== 'tag');
  expect(facts).toMatchObject([
    { kind: 'promoted', number: 3, digest: digestOf('w-bob') },
    { kind: 'note', number: 1, text: 'see role/web@2' },
  ]);
});

test('a job that has an entry in both keeps one, and a bake that began before a merge finds its parents after it', async () => {
  const { ada, bob } = await twoClones();
  for (const [ledger, first] of [
    [ada, 'a'],
    [bob, 'b'],
  ] as const)
    await add(ledger, 'os/debian-12', [first, 'same']);
  expect(await bob.merge({ files: await ada.files() })).toEqual({
    renamed: [{ from: 'os/debian-12@2', to: 'os/debian-12@4' }],
    taken: 2,
  });
  expect(await jobs(bob)).toMatchObject({ 'os/debian-12@2': 'a', 'os/debian-12@3': 'same', 'os/debian-12@4': 'b' });
  await add(bob, 'role/web', ['w2'], [['os/debian-12@2', 'b']]);
  expect((await bob.show('role/web@2')).entry.parents).toEqual([{ tag: 'os/debian-12@4', digest: digestOf('b') }]);
  const noted = (digest: string) => ({ tag: 'os/debian-12@2', digest: digestOf(digest) });
  expect([tagNow(await bob.view(), noted('a')).tag, tagNow(await bob.view(), noted('b')).tag]).toEqual([
    ...['os/debian-12@2', 'os/debian-12@4'],
  ]);
  await bob.append({ ...factOf('os/debian-12', 1), job: 'odd', digest: digestOf('one') });
  await ada.append({ ...factOf('os/debian-12', 1), job: 'odd', digest: digestOf('two') });
  await expect(bob.merge({ files: await ada.files() })).rejects.toThrow('ledger-conflict: job odd has recorded');
});

test('a damaged ledger is not taken, nor is a published tag given another name', async () => {
  const { ada, bob } = await twoClones();
  const seen = readCheckpoint(readFileSync(join(bob.dir, 'HEADS')));
  await add(bob, 'role/web', ['w-bob']);
  const later = readCheckpoint(readFileSync(join(bob.dir, 'HEADS')));
  if (seen.state !== 'whole' || later.state !== 'whole') throw new Error('not whole');
  await add(ada, 'role/web', ['w-ada']);
  const before = await bob.files();
  const changed = new Map(await ada.files());
  changed.set('role/web.jsonl', Buffer.from(String(changed.get('role/web.jsonl')).replace('w-ada', 'w-eve')));
  await expect(bob.merge({ files: changed })).rejects.toThrow(
    /ledger-damaged: in the config repo: role\/web.jsonl line 2/,
  );
  const main = { checkpoint: later.checkpoint, where: 'main' };
  await expect(bob.merge({ files: await ada.files(), elsewhere: [main] })).rejects.toThrow(
    'role/web@2 is published on main',
  );
  await expect(bob.merge({ files: await ada.files(), before: main })).rejects.toThrow(
    'ledger-conflict: role/web.jsonl in main has lost entries',
  );
  expect(await bob.files()).toEqual(before);
  expect(
    await bob.merge({ files: await ada.files(), elsewhere: [{ ...main, checkpoint: seen.checkpoint }] }),
  ).toMatchObject({ taken: 1 });
});

test('whoever is killed in a merge, and whoever reads meanwhile, has the old ledger or the new one', async () => {
  const { ada, bob } = await twoClones();
  for (let number = 0; number < ROLES; number++) {
    await add(ada, `role/r${number}`, [`a${number}`]);
    await add(bob, `role/r${number}`, [`b${number}`]);
  }
  const old = await bob.files();
  const seen = new Set<string>();
  let whole = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS; round++) {
    const [from, to, state] = [join(dir, 'bob'), join(dir, `round-${round}`), join(dir, `state-${round}`)];
    cpSync(from, to, { recursive: true });
    const reader = openLedger(to, effects, { state });
    expect(await reader.verify()).toEqual([]);
    const child = spawn(process.execPath, [MERGER, to, state, ada.dir], { stdio: ['ignore', 'pipe', 'inherit'] });
    const ended = once(child, 'close');
    await once(child.stdout, 'data');
    const began = performance.now();
    if (round > 0) setTimeout(() => child.kill('SIGKILL'), (whole * round) / ROUNDS);
    while (child.exitCode === null && child.signalCode === null) seen.add(stateOf(await reader.files(), old));
    await ended;
    if (round === 0) whole = performance.now() - began;
    seen.add(stateOf(await reader.files(), old));
    expect(await reader.verify()).toEqual([]);
    await reader.merge({ files: await ada.files() });
    expect(stateOf(await reader.files(), old)).toBe('new');
    expect(Object.keys(await jobs(reader))).toHaveLength(2 + 2 * ROLES);
  }
  expect([...seen].sort()).toEqual(['new', 'old']);
}, 60_000);

function stateOf(files: ReadonlyMap<string, Buffer>, old: ReadonlyMap<string, Buffer>): string {
  const [, ...rest] = [...files.keys()];
  const lengths = rest.map((path) => String(files.get(path)).trimEnd().split('\n').length);
  if (rest.every((path) => files.get(path)?.equals(old.get(path) ?? Buffer.alloc(0)))) return 'old';
  return lengths.filter((length) => length === 2).length === ROLES ? 'new' : `a mix: ${lengths}`;
}
