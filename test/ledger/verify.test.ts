import { expect, test } from 'vitest';
import { canonicalJson } from '../../src/ledger/canonical.ts';
import { checkpointText } from '../../src/ledger/checkpoint.ts';
import { verifyLedger } from '../../src/ledger/verify.ts';
import { ledgerOf } from './build.ts';

const WEB = 'role/web.jsonl';
const whole = ledgerOf({ 'app/shop': 1, 'os/debian-12': 2, 'role/web': 5 });
const webLines = linesOf(WEB);

function linesOf(path: string): string[] {
  return String(whole.get(path)).split(/(?<=\n)/);
}

function withFile(path: string, content: string | Buffer | undefined): Map<string, Buffer> {
  const files = new Map(whole);
  if (content === undefined) files.delete(path);
  else files.set(path, Buffer.from(content));
  return files;
}

function faultsOf(files: Map<string, Buffer>): string[] {
  return verifyLedger(files).faults.map(({ kind, file, line, tag }) =>
    [kind, file, line, tag].filter(Boolean).join(' '),
  );
}

test('a whole ledger has no fault', () => {
  expect(verifyLedger(whole)).toMatchObject({ faults: [], files: 3, entries: 8 });
  expect(verifyLedger(new Map())).toMatchObject({ faults: [], files: 0, entries: 0 });
});

/** The lowest and the highest bit flipped, and the byte that becomes, or no longer is, a line feed. */
function flipsOf(bytes: Buffer, at: number): Buffer[] {
  const byte = bytes[at] ?? 0;
  const others = new Set([byte ^ 0x01, byte ^ 0x80, 0x0a]);
  others.delete(byte);
  return [...others].map((other) => Buffer.concat([bytes.subarray(0, at), Buffer.of(other), bytes.subarray(at + 1)]));
}

test.each([...whole])(
  'every flipped byte of %s is found, and the entry that holds it is named first',
  (path, bytes) => {
    const missed: string[] = [];
    for (let at = 0; at < bytes.length; at++) {
      const line = bytes.subarray(0, at).toString('latin1').split('\n').length;
      const tag = path === 'HEADS' ? undefined : `${path.replace('.jsonl', '')}@${line}`;
      for (const flipped of flipsOf(bytes, at)) {
        const [first] = verifyLedger(withFile(path, flipped)).faults;
        if (first?.file === path && first.line === line && first.tag === tag) continue;
        missed.push(`${path}:${line} byte ${at}: ${first?.kind} ${first?.message}`);
      }
    }
    expect(missed).toEqual([]);
  },
  120_000,
);

test.each<[string, number[], string[]]>([
  ['the first line removed', [1, 2, 3, 4], ['removed role/web.jsonl 1 role/web@1']],
  ['a line removed', [0, 1, 3, 4], ['removed role/web.jsonl 3 role/web@3']],
  ['two lines removed', [0, 3, 4], ['removed role/web.jsonl 2 role/web@2']],
  [
    'two lines removed apart',
    [0, 2, 4],
    ['removed role/web.jsonl 2 role/web@2', 'removed role/web.jsonl 3 role/web@4'],
  ],
  ['the end cut', [0, 1, 2, 3], ['cut role/web.jsonl 5 role/web@5']],
  ['much of the end cut', [0], ['cut role/web.jsonl 2 role/web@2']],
  ['all lines cut', [], ['cut role/web.jsonl 1 role/web@1']],
  ['two lines swapped', [0, 2, 1, 3, 4], ['swapped role/web.jsonl 2 role/web@2']],
  ['the first two swapped', [1, 0, 2, 3, 4], ['swapped role/web.jsonl 1 role/web@1']],
  ['the last two swapped', [0, 1, 2, 4, 3], ['swapped role/web.jsonl 4 role/web@4']],
  ['a line twice', [0, 1, 1, 2, 3, 4], ['added role/web.jsonl 3']],
  ['an old line at the end', [0, 1, 2, 3, 4, 0], ['added role/web.jsonl 6']],
])('%s is found and named', (_, order, faults) => {
  expect(faultsOf(withFile(WEB, order.map((index) => webLines[index]).join('')))).toEqual(faults);
});

test('an added line is found, forged with care or not', () => {
  const longer = ledgerOf({ 'role/web': 6 }).get(WEB) ?? '';
  expect(faultsOf(withFile(WEB, longer))).toEqual(['added role/web.jsonl 6']);
  const forged = canonicalJson({ ...JSON.parse(webLines[2] ?? ''), who: 'eve' });
  const between = [...webLines.slice(0, 2), `${forged}\n`, ...webLines.slice(2)].join('');
  expect(faultsOf(withFile(WEB, between))).toEqual(['added role/web.jsonl 3']);
  expect(faultsOf(withFile(WEB, `${webLines.join('')}{"at":"2026`))).toEqual(['torn role/web.jsonl 6']);
});

test('an end that was written anew, with its chain, does not fit the checkpoint', () => {
  const anew = ledgerOf({ 'role/web': 5 }, 'eve').get(WEB) ?? '';
  expect(faultsOf(withFile(WEB, anew))).toEqual(['changed role/web.jsonl 5 role/web@5']);
});

test('removed, renamed, added and foreign files are named', () => {
  expect(faultsOf(withFile(WEB, undefined))).toEqual(['file-removed role/web.jsonl role/web@5']);
  const renamed = withFile(WEB, undefined).set('role/api.jsonl', whole.get(WEB) ?? Buffer.alloc(0));
  expect(faultsOf(renamed)).toContain('file-renamed role/web.jsonl role/web@5');
  const heads = String(whole.get('HEADS'))
    .split('\n')
    .slice(1, -1)
    .map((line) => JSON.parse(line));
  const both = new Map(heads.map(({ file, ...end }) => [file.replace('web', 'api'), end]));
  expect(faultsOf(renamed.set('HEADS', Buffer.from(checkpointText(both))))).toContain(
    'invalid role/api.jsonl 1 role/api@1',
  );
  expect(faultsOf(withFile('role/db.jsonl', webLines.join('')))).toEqual(['file-added role/db.jsonl']);
  expect(faultsOf(withFile('role/notes.txt', 'hello'))).toEqual(['foreign-file role/notes.txt']);
  expect(faultsOf(withFile('HEADS', undefined))).toEqual(['checkpoint HEADS']);
});

test('a newer format is told from damage', () => {
  const bytes = String(whole.get('HEADS')).replace('"format":1', '"format":2');
  expect(faultsOf(withFile('HEADS', bytes))).toEqual(['newer-format HEADS 1']);
});

test('10,000 entries: the time of a verification', () => {
  const large = ledgerOf(Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`role/r${index}`, 200])));
  const start = performance.now();
  expect(verifyLedger(large)).toMatchObject({ faults: [], entries: 10_000 });
  console.log(`verify 10,000 entries: ${Math.round(performance.now() - start)} ms`);
});
