import fc from 'fast-check';
import { readType, type TypeDeclaration } from '../../src/catalog/types/declared-type.ts';
import { FORMATS, isFormat } from '../../src/catalog/types/formats.ts';
import { maxLengthOf, patternOf } from '../../src/catalog/types/parameter-type.ts';
import { javascriptPattern } from '../../src/catalog/types/pattern-text.ts';
import { typeFaults } from '../../src/catalog/types/type-faults.ts';
import type { Value } from '../../src/catalog/types/value.ts';
import { valueErrors } from '../../src/catalog/types/values.ts';
import { hostile as anyText } from '../encode/strings.ts';
import type { TypeCase } from './types.ts';

/** Texts as YAML files of a catalog may hold them. */
const written = (text: string): string => text.replace(/\p{Noncharacter_Code_Point}|\p{Surrogate}/gu, '');
const hostile = anyText.map(written);

/** Patterns of the catalog with every character that means something to some language. */
const { pattern } = fc.letrec<{ pattern: string; piece: string; atom: string }>((tie) => ({
  pattern: fc.array(tie('piece'), { minLength: 1, maxLength: 4 }).map((pieces) => pieces.join('')),
  piece: fc
    .tuple(tie('atom'), fc.constantFrom('', '', '', '*', '+', '?', '{2}', '{1,3}', '{2,}'))
    .map((both) => both.join('')),
  atom: fc.oneof(
    { maxDepth: 2 },
    fc.constantFrom(...'abZ09_-#&@"\'/ %<>=~`!,;:'),
    fc.constantFrom('.', '\\d', '\\w', '\\\\', '\\/', '\\-', ...[...'.*+?|()[]{}^$'].map((one) => `\\${one}`)),
    fc.constantFrom('[a-z]', '[^a-z]', '[#{x}$]', '[^/]', '[&&\'"]', '[\\]\\[^-]', '[\\\\/%-]', '[\\d_.]', '[%-&&-(]'),
    tie('pattern').map((one) => `(${one})`),
    fc.tuple(tie('pattern'), tie('pattern')).map(([one, other]) => `(?:${one}|${other})`),
  ),
}));

const border = fc.integer({ min: -12_000, max: 12_000 });
const fraction = fc.oneof(
  border,
  fc.integer({ min: -400, max: 400 }).map((one) => one / 16),
);
const few = fc.option(fc.integer({ min: 0, max: 3 }), { nil: undefined });

/** A pair of bounds, each of which may be absent. */
const bounds = <T extends string>(low: T, high: T, of: fc.Arbitrary<number | undefined>) =>
  fc.tuple(of, of).map(([a, b]): Partial<Record<T, number>> => {
    const [least, most] = a !== undefined && b !== undefined && a > b ? [b, a] : [a, b];
    return {
      ...(least === undefined ? {} : { [low]: least }),
      ...(most === undefined ? {} : { [high]: most }),
    } as Partial<Record<T, number>>;
  });

const maybe = (one: fc.Arbitrary<number>) => fc.option(one, { nil: undefined });
const typed = (type: string) => (limits: object) => ({ type, ...limits }) as TypeDeclaration;
const key = fc.oneof(fc.constantFrom('a', 'b', "it's", '#{x}', '%{y}'), hostile).filter((one) => one !== '__proto__');

const text: fc.Arbitrary<TypeDeclaration> = fc
  .tuple(bounds('minLength', 'maxLength', few), fc.option(pattern, { nil: undefined }))
  .map(([limits, one]) => typed('string')({ ...limits, ...(one === undefined ? {} : { pattern: one }) }));

const scalar: fc.Arbitrary<TypeDeclaration> = fc.oneof(
  bounds('minimum', 'maximum', maybe(border)).map(typed('integer')),
  bounds('minimum', 'maximum', maybe(fraction)).map(typed('number')),
  bounds('minimum', 'maximum', maybe(fc.integer({ min: 1, max: 65_535 }))).map(typed('port')),
  fc.constant({}).map(typed('boolean')),
  fc
    .tuple(bounds('minLength', 'maxLength', few), fc.option(pattern, { nil: undefined }))
    .map(([limits, one]) => typed('string')({ ...limits, ...(one === undefined ? {} : { pattern: one }) })),
  fc.uniqueArray(hostile, { minLength: 1, maxLength: 4 }).map((values) => typed('string')({ enum: values })),
  fc.uniqueArray(border, { minLength: 1, maxLength: 4 }).map((values) => typed('integer')({ enum: values })),
  fc.constantFrom(...Object.keys(FORMATS)).map((format) => typed(format)({})),
);

/** Declarations of types, nested up to three deep; without contradictions. */
const declaration: fc.Arbitrary<TypeDeclaration> = fc
  .letrec<{ type: TypeDeclaration }>((tie) => ({
    type: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      { weight: 3, arbitrary: scalar },
      {
        weight: 1,
        arbitrary: fc
          .tuple(tie('type'), bounds('minItems', 'maxItems', few))
          .map(([items, limits]) => typed('array')({ items, ...limits })),
      },
      {
        weight: 1,
        arbitrary: fc
          .tuple(tie('type'), fc.option(text, { nil: undefined }))
          .map(([values, keys]) => typed('object')({ values, ...(keys ? { keys } : {}) })),
      },
      {
        weight: 1,
        arbitrary: fc
          .tuple(
            fc.dictionary(
              key.filter((one) => one !== ''),
              tie('type'),
              { maxKeys: 4, noNullPrototype: true },
            ),
            fc.infiniteStream(fc.boolean()),
          )
          .map(([properties, chosen]) => {
            const required = Object.keys(properties).filter(() => chosen.next().value);
            return typed('object')({ properties, ...(required.length === 0 ? {} : { required }) });
          }),
      },
    ),
  }))
  .type.filter((one) => typeFaults(one).length === 0);

const odd: fc.Arbitrary<Value> = fc.constantFrom<Value>(
  null,
  true,
  0,
  1.5,
  '1',
  '',
  [],
  {},
  [null],
  { a: 1 },
  [[]],
  [{}],
);

/** Values in and around a type. */
function near(declared: TypeDeclaration): fc.Arbitrary<Value> {
  return fc.oneof({ weight: 12, arbitrary: within(declared) }, { weight: 1, arbitrary: odd });
}

function within(declared: TypeDeclaration): fc.Arbitrary<Value> {
  const { items, properties, keys, values, minItems = 0, maxItems = 3 } = declared;
  if (declared.enum) return fc.oneof(fc.constantFrom<Value>(...declared.enum), hostile, border);
  if (items) return fc.array(near(items), { minLength: Math.max(0, minItems - 1), maxLength: maxItems + 1 });
  if (values) {
    const keyed = keys ? texts(keys).filter((one) => one !== '__proto__') : key;
    return fc.dictionary(keyed, near(values), { maxKeys: 3, noNullPrototype: true });
  }
  if (properties) return members(properties, declared.required ?? []);
  if (declared.type === 'boolean') return fc.boolean();
  return ['integer', 'number', 'port'].includes(declared.type) ? numbers(declared) : texts(declared);
}

/** All required keys and some others; now and then one too few or too many. */
function members(
  properties: Readonly<Record<string, TypeDeclaration>>,
  required: readonly string[],
): fc.Arbitrary<Value> {
  const requiredKeys = fc.boolean().chain((all) => (all ? fc.constant([...required]) : fc.subarray([...required])));
  return fc
    .tuple(
      fc.record(Object.fromEntries(Object.entries(properties).map(([name, one]) => [name, near(one)]))),
      requiredKeys,
      fc.subarray(Object.keys(properties)),
      fc.option(fc.constant({ extra: 1 }), { freq: 9, nil: {} }),
    )
    .map(([all, needed, others, extra]) => {
      const kept = Object.entries(all).filter(([name]) => needed.includes(name) || others.includes(name));
      return { ...Object.fromEntries(kept), ...extra } as Value;
    });
}

function numbers({ minimum = 1, maximum = 65_535 }: TypeDeclaration): fc.Arbitrary<Value> {
  const edges = [minimum, maximum].flatMap((one) => [one, one - 1, one + 1, one - 0.5, one + 0.0625]);
  return fc.oneof(fc.constantFrom(...edges), fraction, fc.maxSafeInteger());
}

/** Texts that match, and such texts with something put in, taken out or added. */
function texts(declared: TypeDeclaration): fc.Arbitrary<string> {
  const type = readType(declared);
  const wanted = patternOf(type);
  const base =
    wanted === undefined
      ? fc.string({ unit: 'grapheme', maxLength: (type.maxLength ?? 3) + 1 })
      : fc.stringMatching(new RegExp(javascriptPattern(wanted), 'u'), { size: 'small' });
  const long =
    isFormat(type.type) && maxLengthOf(type) !== undefined
      ? fc.constantFrom('a.'.repeat(126), 'a.'.repeat(127))
      : fc.constant('');
  const changed = fc.tuple(base, fc.nat(), hostile, fc.nat(1)).map(([text, at, put, cut]) => {
    const where = at % (text.length + 1);
    return text.slice(0, where) + put + text.slice(where + cut);
  });
  return fc
    .oneof(
      { weight: 4, arbitrary: base },
      { weight: 2, arbitrary: changed },
      fc.tuple(base, fc.constantFrom('\n', ' ', '\r\n', '\0')).map((both) => both.join('')),
      fc.tuple(long, base).map((both) => both.join('')),
    )
    .map(written);
}

/** A declaration with values in and around it, the first of which is right; none where none is found. */
export const typeCases: fc.Arbitrary<readonly (TypeCase & { readonly right: boolean })[]> = declaration.chain(
  (declared) =>
    fc.array(near(declared), { minLength: 12, maxLength: 12 }).map((values) => {
      const type = readType(declared);
      const all = values.map((value) => ({ declared, value, right: valueErrors(value, type).length === 0 }));
      const good = all.find(({ right }) => right)?.value;
      const chosen = [
        ...all.filter(({ right }) => right).slice(0, 2),
        ...all.filter(({ right }) => !right).slice(0, 2),
      ];
      return good === undefined ? [] : chosen.filter(({ value }) => value !== null).map((one) => ({ ...one, good }));
    }),
);
