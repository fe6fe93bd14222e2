import { isUtf8 } from 'node:buffer';
import { canonicalJson, isCanonical } from './canonical.ts';
import type { EntryReading } from './entry.ts';
import { entrySchema, kindsOf } from './entry-schema.ts';
import { type LinePattern, linePattern } from './line-pattern.ts';

/** What ties an entry to others. */
export interface Links {
  readonly state: EntryReading['state'];
  readonly stream: string;
  readonly name: string;
  readonly previous: string;
  readonly sequence: number;
  /** Of the tag that it gives, or is about; 0 and empty of a kind that this version does not know. */
  readonly number: number;
  readonly digest: string;
  /** The JSON of `parents` and of `objects`; empty if it has none. */
  readonly parents: string;
  readonly objects: string;
}

/** The links of an entry that was parsed. */
export function linksOfEntry({ state, entry }: EntryReading): Links {
  const { stream, name, previous, sequence } = entry;
  const { number, digest } = state === 'other-kind' ? { number: 0, digest: '' } : entry;
  const { parents, objects } = state === 'tag' ? entry : {};
  const json = (value: object | undefined) => (value === undefined ? '' : canonicalJson(value));
  return { state, stream, name, previous, sequence, number, digest, parents: json(parents), objects: json(objects) };
}

/**
 * Sees of most lines that rolebake writes, without parsing them, that they are canonical and fit the schema. Undefined
 * says nothing: the line, given without its line feed, may still be a good one, of any kind.
 */
export function recognise(bytes: Buffer): Links | undefined {
  if (bytes.length > LONGEST) return undefined;
  const text = bytes.toString('latin1');
  patterns ??= allPatterns();
  for (const pattern of patterns) {
    const groups = pattern.matcher.exec(text);
    if (groups === null) continue;
    return isUtf8(bytes) && pattern.maps.every(({ group, isFlat }) => isMap(groups[group], isFlat))
      ? read(pattern, groups)
      : undefined;
  }
  return undefined;
}

/** What an expression takes for more bytes, in time and in memory, is not known. */
const LONGEST = 65_536;

let patterns: readonly LinePattern[] | undefined;

function allPatterns(): LinePattern[] {
  const schema = entrySchema();
  const defs = schema.$defs ?? {};
  return kindsOf(schema).map((kind) => linePattern(defs[kind] ?? {}, defs));
}

const isMap = (text: string | undefined, isFlat: boolean): boolean =>
  text === undefined || (isFlat ? hasSortedKeys(text) : isKnownMap(text) || isCanonicalMap(text));

/** Of an object of texts without quotes: `{"key":"text","other":"text"}`. */
function hasSortedKeys(text: string): boolean {
  let before: string | undefined;
  for (let start = 2; start < text.length; ) {
    const end = text.indexOf('"', start);
    const key = text.slice(start, end);
    if (before !== undefined && key <= before) return false;
    before = key;
    start = text.indexOf('"', end + '":"'.length) + '","'.length;
  }
  return true;
}

/** The same role has the same flags and logs each time that it is baked. */
const knownMaps = new Set<string>();
const KNOWN_MAPS_MAX = 1_000;

const isKnownMap = (text: string): boolean => knownMaps.has(text);

/** Bytes of longer characters, read as one each, have another order than those: no key may have any. */
const LONGER_IN_KEY = /"[^"\x80-\xff]*[\x80-\xff][^"]*":/;

function isCanonicalMap(text: string): boolean {
  try {
    if (LONGER_IN_KEY.test(text) || !isCanonical(text, JSON.parse(text))) return false;
  } catch {
    // It ends elsewhere than it seemed.
    return false;
  }
  if (knownMaps.size === KNOWN_MAPS_MAX) knownMaps.clear();
  knownMaps.add(text);
  return true;
}

function read({ members }: LinePattern, groups: RegExpExecArray): Links {
  const member = (key: string) => groups[members.get(key) ?? -1] ?? '';
  const string = (key: string) => member(key).slice(1, -1);
  return {
    state: string('kind') === 'tag' ? 'tag' : 'later',
    stream: string('stream'),
    name: string('name'),
    number: Number(member('number')),
    digest: string('digest'),
    previous: string('previous'),
    sequence: Number(member('sequence')),
    parents: member('parents'),
    objects: member('objects'),
  };
}
