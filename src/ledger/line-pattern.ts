import type { Schema } from './entry-schema.ts';

/**
 * A regular expression for lines of one kind of entry, their bytes read as Latin-1: whatever it matches is a canonical line
 * that fits the schema, if the line is UTF-8 and each of its maps is canonical JSON whose keys are ASCII. It does not match
 * all such lines.
 */
export interface LinePattern {
  readonly matcher: RegExp;
  /** Which group holds the JSON of a member of the entry, by its key. */
  readonly members: ReadonlyMap<string, number>;
  /** Groups that hold objects with keys of any name, if at all. */
  readonly maps: readonly MapGroup[];
}

/** A group that holds an object with keys of any name. */
export interface MapGroup {
  readonly group: number;
  /** All that is left to see is the order of its keys: each value is a text that fits, and is canonical. */
  readonly isFlat: boolean;
}

/** Makes the pattern of one kind from its schema. Throws if the schema uses what this does not know. */
export function linePattern(schema: Schema, defs: Readonly<Record<string, Schema>>): LinePattern {
  const pattern = new Pattern(defs);
  const matcher = new RegExp(`^${pattern.entry(schema)}$`);
  return { matcher, members: pattern.members, maps: pattern.maps };
}

/** Characters that canonical JSON writes as they are, and bytes of longer ones. */
const PLAIN = '[ !#-[\\]-\\xff]';
/** A key of any name. Of ASCII, so that bytes have the order of characters. */
const KEY = '[ !#-[\\]-~]*';
/** JSON of any depth, as far as it goes: a match of the whole line may still have cut it elsewhere than JSON does. */
const ANY = '\\{[^\\x00-\\x1f\\\\]*?\\}';

class Pattern {
  readonly members = new Map<string, number>();
  readonly maps: MapGroup[] = [];
  readonly #defs: Readonly<Record<string, Schema>>;
  #groups = 0;
  #isInMap = false;

  constructor(defs: Readonly<Record<string, Schema>>) {
    this.#defs = defs;
  }

  entry(schema: Schema): string {
    return this.#record(schema, (key, member) => {
      this.#groups += 1;
      this.members.set(key, this.#groups);
      return `(${this.#value(member)})`;
    });
  }

  #value(schema: Schema): string {
    if (schema.$ref !== undefined) return this.#value(this.#named(schema.$ref));
    if (schema.const !== undefined) return literal(schema.const);
    if (schema.enum !== undefined) return `(?:${schema.enum.map(literal).join('|')})`;
    switch (schema.type) {
      case 'string':
        return `"${stringOf(schema)}"`;
      case 'integer':
        return integerOf(schema);
      case 'number':
        return numberOf(schema);
      case 'boolean':
        return '(?:true|false)';
      case 'array':
        return listOf(this.#value(schema.items ?? {}), schema.minItems ?? 0);
      case 'object':
        return schema.properties === undefined ? this.#map(schema) : this.#record(schema, (_, one) => this.#value(one));
      default:
        throw new Error(`no pattern for ${JSON.stringify(schema)}`);
    }
  }

  /** An object whose keys the schema names. */
  #record({ properties = {}, required = [], additionalProperties }: Schema, patternOf: PatternOf): string {
    const keys = Object.keys(properties).sort();
    if (additionalProperties !== false || !required.includes(keys[0] ?? ''))
      throw new Error('no pattern for an object');
    const members = keys.map((key, place) => {
      const member = `${place === 0 ? '' : ','}${literal(key)}:${patternOf(key, properties[key] ?? {})}`;
      return required.includes(key) ? member : `(?:${member})?`;
    });
    return `\\{${members.join('')}\\}`;
  }

  #isText(schema: Schema | boolean | undefined): boolean {
    if (typeof schema !== 'object') return false;
    return schema.$ref === undefined ? schema.type === 'string' : this.#isText(this.#named(schema.$ref));
  }

  #named(reference: string): Schema {
    return this.#defs[reference.slice('#/$defs/'.length)] ?? {};
  }

  /** An object with keys of any name: one group, which holds those below it too. */
  #map({ additionalProperties, propertyNames }: Schema): string {
    const isOutermost = !this.#isInMap;
    if (isOutermost) this.maps.push({ group: ++this.#groups, isFlat: this.#isText(additionalProperties) });
    const open = isOutermost ? '(' : '(?:';
    if (typeof additionalProperties !== 'object') return `${open}${ANY})`;
    this.#isInMap = true;
    const key = propertyNames === undefined ? KEY : stringOf(propertyNames);
    const member = `"${key}":${this.#value(additionalProperties)}`;
    this.#isInMap = !isOutermost;
    return `${open}\\{(?:${member}(?:,${member})*)?\\})`;
  }
}

type PatternOf = (key: string, schema: Schema) => string;

function literal(value: unknown): string {
  return JSON.stringify(value).replace(/[^\w":-]/g, '\\$&');
}

function listOf(item: string, minItems: number): string {
  const items = `${item}(?:,${item})*`;
  if (minItems > 1) throw new Error('no pattern for such a list');
  return `\\[${minItems === 1 ? items : `(?:${items})?`}\\]`;
}

function integerOf({ minimum, maximum }: Schema): string {
  if (minimum === 1 && maximum === 999_999_999) return '[1-9][0-9]{0,8}';
  if (minimum === 0 && maximum === undefined) return '(?:0|[1-9][0-9]{0,14})';
  throw new Error(`no pattern for an integer from ${minimum} to ${maximum}`);
}

/** A double tells 15 digits apart, so ECMAScript writes no other ones for it; below 0.000001 it writes an exponent. */
function numberOf({ minimum }: Schema): string {
  if (minimum === 0) return '(?:0|[1-9][0-9]{0,8})(?:\\.[0-9]{0,5}[1-9])?';
  throw new Error(`no pattern for a number from ${minimum}`);
}

/** A text has no more characters than bytes, so what is not too long in bytes is not too long. */
function stringOf({ pattern, minLength, maxLength }: Schema): string {
  if (pattern !== undefined) return plainPattern(pattern);
  if ((minLength ?? 0) > 1) throw new Error(`no pattern for a text of ${minLength} characters at least`);
  return `${PLAIN}{${minLength ?? 0},${maxLength ?? ''}}`;
}

const CLASS = /\[(?:\\.|[^\]\\])+\]/g;
const CLASS_OR_GROUP = new RegExp(`${CLASS.source}|\\(`, 'g');
const AROUND_CLASSES = /^(?:[\w:/@|()+-]|\\\.|\{[0-9,]+\})*$/;

/** A pattern of the schema, held to ASCII characters that canonical JSON writes as they are. */
function plainPattern(pattern: string): string {
  const inner = pattern.slice(1, -1);
  const isKnown = pattern === `^${inner}$` && AROUND_CLASSES.test(inner.replace(CLASS, ''));
  if (!isKnown) throw new Error(`no pattern for ${pattern}`);
  return `(?:${inner.replace(CLASS_OR_GROUP, (part) => (part === '(' ? '(?:' : plainClass(part)))})`;
}

const ASCII = Array.from({ length: 0x7f - 0x20 }, (_, index) => String.fromCharCode(0x20 + index));

function plainClass(characters: string): string {
  const fits = new RegExp(`^${characters}$`);
  const plain = ASCII.filter((character) => !'"\\'.includes(character) && fits.test(character));
  return `[${plain.map((character) => character.replace(/\W/, '\\$&')).join('')}]`;
}
