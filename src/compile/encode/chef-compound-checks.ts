import { isScalarType, type ParameterType, patternOf } from '../../catalog/types/parameter-type.ts';
import { spanWords, typeWords } from '../../catalog/types/type-words.ts';
import { type Check, comparison, rubyClass, scalarChecks } from './chef-checks.ts';
import { rubyRegexp } from './regexp.ts';
import { rubyString, rubyValue } from './ruby.ts';

/** Where values stand in the value of a property. */
interface Spot {
  /** Ruby for the list of all values there. */
  readonly all: string;
  /** The way there, such as `*.paths.*`; empty for the property's value itself. */
  readonly path: string;
}

/** Checks of an array or an object and of all that is in it, from the outside inwards: one for each thing to be wrong. */
export const compoundChecks = (type: ParameterType): Check[] => [
  { words: `must be ${noun(type)}`, code: `value.is_a?(${rubyClass(type)})` },
  ...contentChecks(type, { all: '[value]', path: '' }),
];

function checksAt(type: ParameterType, spot: Spot): Check[] {
  const whole = { words: `${must(spot)} be ${typeWords(type)}`, code: spot.all + memberTest(type) };
  if (type.enum || type.type === 'boolean') return [{ ...whole, code: `(${spot.all} - ${allowed(type)}).empty?` }];
  if (!isScalarType(type))
    return [{ words: `${must(spot)} be ${noun(type)}`, code: whole.code }, ...contentChecks(type, spot)];
  const further = scalarChecks(type).filter(({ option }) => option === undefined);
  return [
    {
      ...whole,
      words: further.length === 0 ? whole.words : `${must(spot)} be ${typeWords({ type: type.type })}`,
    },
    ...further.map(({ words, test }) => ({ words: `${must(spot)} ${words}`, code: each(spot, test) })),
  ];
}

const allowed = (type: ParameterType): string => (type.enum ? rubyValue(type.enum) : '[true, false]');
const noun = (type: ParameterType): string => (type.type === 'array' ? 'a list' : 'an object');

/** What follows a list whose members are of the class, or match the pattern, of the type. */
function memberTest(type: ParameterType): string {
  const pattern = patternOf(type);
  return `.all?(${pattern === undefined ? rubyClass(type) : rubyRegexp(pattern)})`;
}

const contentChecks = (type: ParameterType, spot: Spot): Check[] =>
  type.type === 'array' ? arrayChecks(type, spot) : objectChecks(type, spot);

function arrayChecks({ items, minItems, maxItems }: ParameterType, spot: Spot): Check[] {
  const length = comparison(minItems, maxItems);
  const words = `${must(spot)} have ${spanWords(minItems, maxItems)} items`;
  return [
    ...(length === undefined ? [] : [{ words, code: each(spot, (value) => `${value}.length${length}`) }]),
    ...(items
      ? checksAt(items, { all: isTop(spot) ? 'value' : `${spot.all}.flatten(1)`, path: below(spot, '*') })
      : []),
  ];
}

function objectChecks({ properties, required = [], keys: names, values }: ParameterType, spot: Spot): Check[] {
  if (values) {
    const inner = { all: isTop(spot) ? 'value.values' : `${spot.all}.flat_map(&:values)`, path: below(spot, '*') };
    return [
      { words: `${must(spot)} have text as keys`, code: `${keysAt(spot)}.all?(String)` },
      ...(names ? checksAt(names, { all: keysAt(spot), path: below(spot, 'keys') }) : []),
      ...checksAt(values, inner),
    ];
  }
  const keys = Object.keys(properties ?? {});
  const known = keys.length === 0 ? `${keysAt(spot)}.empty?` : `(${keysAt(spot)} - ${rubyValue(keys)}).empty?`;
  return [
    { words: `${must(spot)} have no keys but ${keys.join(', ')}`, code: known },
    ...required.map((key) => ({ words: `${must(spot)} have the key ${key}`, code: each(spot, hasKey(key)) })),
    ...Object.entries(properties ?? {}).flatMap(([key, type]) => checksAt(type, spotOf(key, spot))),
  ];
}

const hasKey = (key: string) => (value: string) => `${value}.key?(${rubyString(key)})`;

/** The values of a key; nothing where it lacks. */
const spotOf = (key: string, spot: Spot): Spot => {
  const ofOne = `slice(${rubyString(key)}).values`;
  return {
    all: isTop(spot) ? `value.${ofOne}` : `${spot.all}.flat_map { |one| one.${ofOne} }`,
    path: below(spot, key),
  };
};

const isTop = ({ path }: Spot): boolean => path === '';
const must = (spot: Spot): string => (isTop(spot) ? 'must' : `must at ${spot.path}`);
const below = (spot: Spot, step: string): string => (isTop(spot) ? step : `${spot.path}.${step}`);
const keysAt = (spot: Spot): string => (isTop(spot) ? 'value.keys' : `${spot.all}.flat_map(&:keys)`);

const each = (spot: Spot, test: (value: string) => string): string =>
  isTop(spot) ? test('value') : `${spot.all}.all? { |one| ${test('one')} }`;
