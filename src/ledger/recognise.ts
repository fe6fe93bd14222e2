import { isUtf8 } from 'node:buffer';
import { isCanonical } from './canonical.ts';
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
  const json = (value: object | undefined) => (value === undefined ? '' : JSON.stringify(value));
  return { state, stream, name, previous, sequence, number, digest, parents: json(parents), objects: json(objects) };
}

/**
 * Sees of most lines that rolebake writes, without parsing them, that they are canonical and fit the schema. Undefined
 * says nothing: the line, given without its line feed, may still be a good one, of any kind.
 */
export function recognise(bytes: Buffer): Links | undefined {
  const text = bytes.toString('latin1');
  patterns ??= allPatterns();
  for (const pattern of patterns) {
    const groups = pattern.matcher.exec(text);
    if (groups === null) continue;
    return isUtf8(bytes) && pattern.maps.every((map) => isMap(groups[map])) ? read(pattern, groups) : undefined;
  }
  return undefined;
}

let patterns: readonly LinePattern[] | undefined;

function allPatterns(): LinePattern[] {
  const schema = entrySchema();
  const defs = schema.$defs ?? {};
  return kindsOf(schema).map((kind) => linePattern(defs[kind] ?? {}, defs));
}

/** Its keys are ASCII, so that the bytes of longer characters, read as one each, do not change their order. */
function isMap(text: string | undefined): boolean {
  return text === undefined || isCanonical(text, JSON.parse(text));
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
