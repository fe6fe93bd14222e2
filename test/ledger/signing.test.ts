import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { realEffects } from '../../src/host/effects.ts';
import { intentText } from '../../src/ledger/intent.ts';
import { openLedger } from '../../src/ledger/ledger.ts';
import { type Signer, sshSigner } from '../../src/ledger/signing.ts';
import { digestOf } from '../../src/naming/digest.ts';
import { factOf } from './build.ts';
import { makeKey, newSigner, signerWith } from './keys.ts';

type Kept = readonly [string, Buffer];

let folder: string;
let dir: string;
let clock: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rolebake-signing-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  dir = join(folder, 'ledger');
  mkdirSync(dir);
  clock = '2026-11-23T18:00:00.000Z';
});

const effects = { now: () => new Date(clock) };
const open = (signer?: Signer) => openLedger(dir, effects, signer === undefined ? {} : { signer });
const kinds = async (signer?: Signer) =>
  (await open(signer).inspect()).faults.map(({ kind, message }) => `${kind}: ${message}`);

test('an append signs the checkpoint; ssh-keygen itself verifies it', async () => {
  const signer = newSigner(folder);
  await open(signer).append(factOf('role/web', 1));
  await open(signer).append(factOf('role/web', 2));
  expect(await open(signer).inspect()).toMatchObject({ faults: [], entries: 2, signer: 'ada@example.org' });
  expect(await open(signer).heads()).toHaveLength(1);
  const options = ['-n', 'rolebake-ledger', '-f', join(folder, 'signers'), '-I', 'ada@example.org'];
  const argv = ['-Y', 'verify', ...options, '-s', join(dir, 'HEADS.sig')];
  const said = execFileSync('ssh-keygen', argv, { input: readFileSync(join(dir, 'HEADS')), encoding: 'utf8' });
  expect(said).toContain('Good "rolebake-ledger" signature for ada@example.org');
});

test('someone who writes file and checkpoint anew, but has no allowed key, is found', async () => {
  const signer = newSigner(folder);
  await open(signer).append(factOf('role/web', 1));
  const signature = readFileSync(join(dir, 'HEADS.sig'));
  rmSync(dir, { recursive: true });
  await open().append({ ...factOf('role/web', 1), who: 'eve' });
  expect(await kinds()).toEqual([]);
  expect(await kinds(signer)).toEqual(['signature: HEADS is not signed, and it should be']);
  await expect(open(signer).heads()).rejects.toThrow('ledger-damaged: HEADS is not signed, and it should be');
  await expect(open(signer).append(factOf('role/web', 2))).rejects.toThrow('ledger-damaged');
  writeFileSync(join(dir, 'HEADS.sig'), signature);
  expect(await kinds(signer)).toEqual([expect.stringContaining('signature: HEADS.sig does not count')]);
  const eve = makeKey(folder, 'eve');
  await expect(open(signerWith(folder, eve.file)).sign()).rejects.toThrow(
    'no-signing-key: the key to sign with does not',
  );
});

test('a signed ledger is not extended unsigned, nor without a key', async () => {
  const signer = newSigner(folder);
  await open(signer).append(factOf('role/web', 1));
  const before = readFileSync(join(dir, 'HEADS'));
  await expect(open().append(factOf('role/web', 2))).rejects.toThrow('no-signing-key: this ledger is signed');
  await expect(open(signerWith(folder, undefined)).append(factOf('role/web', 2))).rejects.toThrow('no-signing-key');
  expect(readFileSync(join(dir, 'HEADS'))).toEqual(before);
  expect(await kinds(signer)).toEqual([]);
});

test('a ledger from before is signed as it is, once', async () => {
  await open().append(factOf('role/web', 1));
  const signer = newSigner(folder);
  expect(await open(signer).sign()).toBe('ada@example.org');
  expect(await kinds(signer)).toEqual([]);
  await open(signer).append(factOf('role/web', 2));
  expect(await kinds(signer)).toEqual([]);
  writeFileSync(join(dir, 'role/web.jsonl'), '');
  await expect(open(signer).sign()).rejects.toThrow('ledger-damaged');
});

test('keys change: what was signed while a key was allowed stays good, what was signed after is not', async () => {
  const [old, young] = [makeKey(folder, 'old'), makeKey(folder, 'young')];
  const rotated = old.line('valid-before="20261201Z"') + young.line('valid-after="20261201Z"');
  writeFileSync(join(folder, 'signers'), old.line());
  await open(signerWith(folder, old.file)).append(factOf('role/web', 1));
  writeFileSync(join(folder, 'signers'), rotated);
  clock = '2026-12-05T00:00:00.000Z';
  expect(await kinds(signerWith(folder, undefined))).toEqual([]);
  await expect(open(signerWith(folder, old.file)).append(factOf('role/web', 2))).rejects.toThrow('no-signing-key');
  await open(signerWith(folder, young.file)).append(factOf('role/web', 2));
  expect(await open(signerWith(folder, undefined)).inspect()).toMatchObject({
    faults: [],
    signer: 'young@example.org',
  });
  writeFileSync(join(folder, 'signers'), old.line());
  expect(await kinds(signerWith(folder, undefined))).toEqual([expect.stringContaining('it is of no allowed signer')]);
});

test('an agent signs, for a public key in a file or as it is; other kinds of key do too', async () => {
  const key = makeKey(folder, 'agent', 'ecdsa');
  writeFileSync(join(folder, 'signers'), key.line());
  const said = execFileSync('ssh-agent', ['-s', '-a', join(folder, 'socket')], { encoding: 'utf8' });
  const pid = Number(/SSH_AGENT_PID=(\d+)/.exec(said)?.[1]);
  onTestFinished(() => void process.kill(pid));
  const before = process.env['SSH_AUTH_SOCK'];
  process.env['SSH_AUTH_SOCK'] = join(folder, 'socket');
  onTestFinished(() => {
    if (before === undefined) delete process.env['SSH_AUTH_SOCK'];
    else process.env['SSH_AUTH_SOCK'] = before;
  });
  execFileSync('ssh-add', ['-q', key.file]);
  rmSync(key.file);
  await open(signerWith(folder, `${key.file}.pub`)).append(factOf('role/web', 1));
  await open(signerWith(folder, readFileSync(`${key.file}.pub`, 'utf8').trim())).append(factOf('role/web', 2));
  expect(await kinds(signerWith(folder, undefined))).toEqual([]);
});

test('a key that was found good signs again with one look of ssh-keygen; nothing else is taken on trust', async () => {
  const key = makeKey(folder, 'ada');
  writeFileSync(join(folder, 'signers'), key.line());
  const asked: string[] = [];
  const run: typeof realEffects.run = (command) => {
    asked.push(command.argv[2] ?? '');
    return realEffects.run(command);
  };
  const signer = (file = key.file) =>
    sshSigner({ allowedSigners: join(folder, 'signers'), key: async () => file }, run);
  const append = async (number: number, from = signer()) => {
    asked.length = 0;
    await openLedger(dir, effects, { signer: from, state: join(folder, 'state') }).append(factOf('role/web', number));
    return asked;
  };
  expect(await append(1)).toEqual(['sign', 'find-principals', 'verify']);
  expect(await append(2)).toEqual(['sign']);
  expect(await append(3)).toEqual(['sign']);
  expect(await kinds(signer())).toEqual([]);
  const eve = makeKey(folder, 'eve');
  await expect(append(4, signer(eve.file))).rejects.toThrow('no-signing-key');
  writeFileSync(join(folder, 'signers'), key.line('valid-before="20261201Z"'));
  expect(await append(4)).toEqual(['find-principals', 'verify', 'sign', 'find-principals', 'verify']);
  expect(await append(5)).toEqual(['sign', 'find-principals', 'verify']);
  clock = '2026-12-05T00:00:00.000Z';
  await expect(append(6)).rejects.toThrow('no-signing-key');
  writeFileSync(join(folder, 'signers'), eve.line());
  await expect(append(6)).rejects.toThrow('ledger-damaged');
});

test('a writer that died after its intent is finished with the signature that it had made, by one without a key', async () => {
  const signer = newSigner(folder);
  await open(signer).append(factOf('role/web', 1));
  const files = ['HEADS', 'HEADS.sig', 'role/web.jsonl'].map((path) => [path, readFileSync(join(dir, path))] as const);
  await open(signer).append(factOf('role/web', 2));
  const after = files.map(([path]) => [path, readFileSync(join(dir, path))] as const);
  const [[, heads], , [, lines]] = files as [Kept, Kept, Kept];
  const [[, headsAfter], [, signature], [, linesAfter]] = after as [Kept, Kept, Kept];
  const line = String(linesAfter.subarray(lines.length));
  const digests = [digestOf(heads), digestOf(headsAfter)] as const;
  const place = { file: 'role/web.jsonl', size: lines.length, at: clock };
  const intent = intentText({ ...place, line, heads: digests, signature: String(signature) });
  for (const written of [[], ['HEADS'], ['HEADS', 'HEADS.sig'], ['role/web.jsonl']]) {
    for (const [path, bytes] of files) writeFileSync(join(dir, path), bytes);
    for (const [path, bytes] of after) if (written.includes(path)) writeFileSync(join(dir, path), bytes);
    writeFileSync(join(dir, '.state/intent'), intent);
    const anyone = signerWith(folder, undefined);
    expect(await kinds(anyone)).toEqual([]);
    expect((await open(anyone).heads()).map(({ tag }) => tag)).toEqual(['role/web@2']);
    expect((await open(anyone).append(factOf('role/web', 2))).number).toBe(2);
    expect(files.map(([path]) => [path, readFileSync(join(dir, path))])).toEqual(after);
  }
});
