import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalJson } from '../../src/ledger/canonical.ts';
import { readLine } from '../../src/ledger/entry.ts';
import { linksOfEntry, recognise } from '../../src/ledger/recognise.ts';
import { digestOf } from '../../src/naming/digest.ts';

const digest = digestOf('a snapshot');
const common = {
  ...{ at: '2026-11-23T18:00:00.000Z', digest, format: 1, job: 'bake-web-1', name: 'web', number: 3 },
  ...{ previous: digestOf('the line before'), sequence: 7, stream: 'role', who: 'Zoë “Ada” Лин' },
};
const bake = {
  ...{ converger: digest, key: digest, resources: 14, rolebake: '0.1.0', seconds: 41.305, target: 'puppet' },
  ...{
    parts: { generated: digest, 'os/debian-12': digest, 'role web': digest },
    tool: { name: 'openvox', version: '8.11.0' },
  },
};
const tag = { ...common, kind: 'tag', parents: [], details: {} };
const LINES = {
  'a bare tag': tag,
  'a tag with all that a tag may have': {
    ...tag,
    ...{ bake, formerly: ['role/web@2', 'role/web@1'], objects: { converger: digest, sbom: digest } },
    ...{
      details: { flags: [{ name: 'A', of: [1.5, null, [{}]] }], note: 'größer “than” life 🦉', updates: 12 },
      source: { commit: 'a1'.repeat(20), dirty: true },
    },
    parents: [
      { tag: 'os/debian-12@1', digest },
      { tag: 'app/shop@4', digest },
    ],
    references: { ec2: { 'eu-west-1': 'ami-0123', 'us-east-1': 'ami-4567' }, gce: { global: 'image-1' } },
  },
  'a tag with keys that look like numbers': { ...tag, objects: { '': digest, a: digest, '10': digest } },
  'a revoked tag': { ...common, kind: 'revoked', critical: true, why: 'serves stale pages' },
  'a promoted tag': { ...common, kind: 'promoted', channel: 'stable' },
  'a demoted tag': { ...common, kind: 'demoted', channel: 'stable' },
  'a deprecated tag': { ...common, kind: 'deprecated', why: 'is slow' },
  'a note': { ...common, kind: 'note', text: 'took two attempts' },
};

const cases = Object.entries(LINES).map(([name, entry]) => [name, Buffer.from(canonicalJson(entry))] as const);

/** What is recognised must be what the parser, the canonical form and the schema make of it; nothing else must. */
function isRight(bytes: Buffer): boolean {
  const seen = recognise(bytes);
  if (seen === undefined) return true;
  const reading = readLine(bytes);
  if (!('entry' in reading)) return false;
  return canonicalJson(linksOfEntry(reading)) === canonicalJson(seen);
}

test.each(cases)('%s is recognised', (_, bytes) => {
  expect(readLine(bytes)).toHaveProperty('entry');
  expect(recognise(bytes)).toBeDefined();
  expect(isRight(bytes)).toBe(true);
});

test.each(cases)(
  '%s with any one byte replaced, put in or left out is recognised only if it is a line still',
  (_, bytes) => {
    const wrong: string[] = [];
    const look = (at: number, changed: Buffer) => {
      if (!isRight(changed)) wrong.push(`${at}: ${changed.toString('latin1')}`);
    };
    for (let at = 0; at <= bytes.length; at++) {
      const [before, after] = [bytes.subarray(0, at), bytes.subarray(at)];
      look(at, Buffer.concat([before, after.subarray(1)]));
      for (let byte = 0; byte < 256; byte++) {
        look(at, Buffer.concat([before, Buffer.of(byte), after.subarray(1)]));
        look(at, Buffer.concat([before, Buffer.of(byte), after]));
      }
    }
    expect(wrong).toEqual([]);
  },
  120_000,
);

/** JSON as others may write it: each token may be another spelling, a member may come twice or elsewhere. */
const spelling = fc.constantFrom(
  ...['-0', '0', '1.0', '1e3', '0.1', '0.0000001', '9007199254740993', '0.30000000000000004', '-1', '01', '1.'],
  ...[
    '"\\u00e9"',
    '"é"',
    '"\\/"',
    '"\\n"',
    '"\\ud800"',
    '"\u2028"',
    '"\u007f"',
    '""',
    '"a"',
    '{}',
    '[]',
    '[{}]',
    ' 1',
    'null',
  ],
);
const members = fc.array(
  fc.tuple(fc.constantFrom('a', 'b', 'a-b', 'a_b', 'B', 'é', '__proto__', '10', '9', ''), spelling),
  {
    maxLength: 4,
  },
);
const map = members.map((all) => `{${all.map(([key, value]) => `${JSON.stringify(key)}:${value}`).join(',')}}`);
const digests = fc
  .array(fc.constantFrom('a', 'b', 'a-b', 'a b', 'B', 'é', '10', '9', ''), { maxLength: 4 })
  .map((keys) => `{${keys.map((key) => `"${key}":"${digest}"`).join(',')}}`);
const string = (max: number) => fc.string({ unit: 'binary', maxLength: max }).map((text) => JSON.stringify(text));

/** Puts other JSON where a canonical line has one of its values. */
function respelled(bytes: Buffer) {
  const entry: Record<string, unknown> = JSON.parse(bytes.toString('utf8'));
  const keys = Object.keys(entry).sort();
  return fc
    .record({
      key: fc.constantFrom(...keys, 'extra', 'references', 'objects', 'bake'),
      value: fc.oneof(map, digests, spelling, string(3), string(220), fc.json({ maxDepth: 2 })),
      order: fc.option(fc.shuffledSubarray(keys), { freq: 8 }),
    })
    .map(({ key, value, order }) => {
      const all = order ?? [...new Set([...keys, key])].sort();
      return Buffer.from(
        `{${all.map((one) => `"${one}":${one === key ? value : canonicalJson(entry[one] ?? {})}`).join(',')}}`,
      );
    });
}

test.each(cases)(
  '%s with JSON that others write in it is recognised only if it is a line still',
  (_, bytes) => {
    fc.assert(
      fc.property(respelled(bytes), (line) => isRight(line)),
      { numRuns: 20_000 },
    );
  },
  120_000,
);

test('what is recognised of a tag is also what its bytes as a whole are: UTF-8', () => {
  const [, line = Buffer.alloc(0)] = cases.find(([name]) => name.includes('all that')) ?? [];
  const at = line.indexOf('größer') + 2;
  const broken = Buffer.from(line);
  broken[at] = 0xff;
  expect(recognise(broken)).toBeUndefined();
  expect(readLine(broken)).toMatchObject({ state: 'unreadable' });
});

test('a line that is very long is left to the parser', () => {
  const entry = { ...tag, details: { note: 'x'.repeat(100_000) } };
  expect(recognise(Buffer.from(canonicalJson(entry)))).toBeUndefined();
});
