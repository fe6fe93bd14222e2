import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openLedger } from '../../src/ledger/ledger.ts';
import { classify, fileOf } from '../../src/ledger/paths.ts';
import { type LedgerSource, sourceOf } from '../../src/ledger/source.ts';
import { Survey, type SurveyResult } from '../../src/ledger/survey.ts';
import { surveyAll, workOf } from '../../src/ledger/survey-work.ts';
import { conclude, promisesOf } from '../../src/ledger/verify.ts';
import { factOf, ledgerOf } from './build.ts';
import { newSigner } from './keys.ts';

const flip = (bytes: Buffer, at: number, bit: number) => {
  const flipped = Buffer.from(bytes);
  flipped[at] = (flipped[at] ?? 0) ^ (1 << bit);
  return flipped;
};

test('every flipped byte of a signed ledger on disk is found, in the file that holds it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'rolebake-flips-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const dir = join(folder, 'ledger');
  const ledger = openLedger(dir, { now: () => new Date('2026-11-23T18:00:00Z') }, { signer: newSigner(folder) });
  const os = await ledger.append(factOf('os/debian-12', 1));
  await ledger.append(factOf('role/web', 1, [{ tag: 'os/debian-12@1', digest: os.digest }]));
  const missed: string[] = [];
  // Only HEADS.sig needs the key, and a process of ssh-keygen for each look at it.
  const unsigned = openLedger(dir, { now: () => new Date('2026-11-23T18:00:00Z') });
  for (const path of ['HEADS', 'HEADS.sig', 'os/debian-12.jsonl', 'role/web.jsonl']) {
    const bytes = readFileSync(join(dir, path));
    for (let at = 0; at < bytes.length; at++) {
      writeFileSync(join(dir, path), flip(bytes, at, at % 8));
      const faults = await (path === 'HEADS.sig' ? ledger : unsigned).verify();
      if (!faults.some(({ file }) => file === path)) missed.push(`${path} byte ${at}: ${faults[0]?.message}`);
    }
    writeFileSync(join(dir, path), bytes);
  }
  expect(missed).toEqual([]);
  expect(await ledger.verify()).toEqual([]);
}, 300_000);

/** What is found when one file has other bytes, by the real verifier; the other files are not looked at again. */
function verifierOf(files: ReadonlyMap<string, Buffer>) {
  const source = sourceOf(files);
  const heads = files.get('HEADS');
  const survey = (of: LedgerSource, paths: readonly string[]): SurveyResult => {
    const result = new Survey();
    surveyAll(result, of, workOf(paths, promisesOf(heads)));
    return result;
  };
  const whole = survey(source, source.paths);
  return (path: string, bytes: Buffer) => {
    const changed: LedgerSource = {
      paths: source.paths,
      pieces: (of) => (of === path ? [bytes] : source.pieces(of)),
    };
    const now = survey(changed, [path]).files;
    const others = whole.files.filter(({ component }) => fileOf(component) !== path);
    return conclude(changed, heads, { ...whole, files: [...others, ...now] }).faults;
  };
}

/** Numbers that look random, and are the same in each run. */
function* numbers(seed: number): Generator<number> {
  for (let state = seed; ; yield state / 2 ** 32) state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
}

test('10,000 random flips of a ledger of 10,000 entries are found, each in its file, line and tag', () => {
  const roles = Array.from({ length: 200 }, (_, index) => [`role/r${index}`, 50] as const);
  const files = ledgerOf(Object.fromEntries(roles));
  const paths = [...files.keys()].filter((path) => classify(path).kind === 'entries');
  const random = numbers(1);
  const draw = (below: number) => Math.floor((random.next().value ?? 0) * below);
  const faultsOf = verifierOf(files);
  const missed: string[] = [];
  for (let round = 0; round < 10_000; round++) {
    const path = paths[draw(paths.length)] ?? '';
    const bytes = files.get(path) ?? Buffer.alloc(0);
    const at = draw(bytes.length);
    const line = bytes.subarray(0, at).toString('latin1').split('\n').length;
    const [first] = faultsOf(path, flip(bytes, at, draw(8)));
    const isNamed =
      first?.file === path && first.line === line && first.tag === `${path.replace('.jsonl', '')}@${line}`;
    if (!isNamed) missed.push(`${path}:${line} byte ${at}: ${first?.message}`);
  }
  expect(missed).toEqual([]);
}, 600_000);
