import { suggest } from '../nearest.ts';
import { show } from '../source/show.ts';
import type { Step } from '../source/source-file.ts';
import { baseOf, readType, type TypeDeclaration } from './declared-type.ts';
import { isFormat } from './formats.ts';
import { isScalarType, PORTS, type TypeName } from './parameter-type.ts';
import { PatternFault, parsePattern } from './pattern.ts';
import { isExplosive } from './pattern-ambiguity.ts';
import { typeWords } from './type-words.ts';
import { valueErrors } from './values.ts';

/** What is contradictory in the declaration of a type, and where below it. */
export interface TypeFault {
  readonly steps: readonly Step[];
  readonly message: string;
  readonly hint?: string;
  /** It is the key itself that is wrong, not what it holds. */
  readonly onKey?: boolean;
  /** Index of the character that is wrong in the text there. */
  readonly at?: number;
}

type Key = keyof TypeDeclaration;

/** The types that a key goes with. */
const GOES_WITH: Readonly<Partial<Record<Key, readonly (TypeName | 'a format')[]>>> = {
  enum: ['string', 'integer', 'a format'],
  pattern: ['string'],
  minLength: ['string'],
  maxLength: ['string'],
  minimum: ['integer', 'number', 'port'],
  maximum: ['integer', 'number', 'port'],
  items: ['array'],
  minItems: ['array'],
  maxItems: ['array'],
  properties: ['object'],
  required: ['object'],
  values: ['object'],
  keys: ['object'],
};

/** Every contradiction in a declaration and in those within it. */
export function typeFaults(declared: TypeDeclaration): TypeFault[] {
  const own = ownFaults(declared);
  const inner: [readonly Step[], TypeDeclaration | undefined][] = [
    [['items'], declared.items],
    [['keys'], declared.keys],
    [['values'], declared.values],
    ...Object.entries(declared.properties ?? {}).map(([key, one]): [Step[], TypeDeclaration] => [
      ['properties', key],
      one,
    ]),
  ];
  return [...own, ...inner.flatMap(([steps, one]) => (one ? innerFaults(one, steps) : []))];
}

function innerFaults(declared: TypeDeclaration, steps: readonly Step[]): TypeFault[] {
  const only = (['default', 'optional'] as const).filter((key) => declared[key] !== undefined);
  const hints = { default: 'give the whole parameter a default', optional: 'a key may lack unless required names it' };
  const own = only.map((key) => ({
    steps: [key],
    message: `${key} goes with a parameter as a whole`,
    hint: hints[key],
  }));
  return [...own, ...typeFaults(declared)].map((fault) => ({ ...fault, steps: [...steps, ...fault.steps] }));
}

function ownFaults(declared: TypeDeclaration): TypeFault[] {
  const misplaced = misplacedKeys(declared);
  if (misplaced.length > 0) return misplaced;
  const broken = [...patternFaults(declared), ...limitFaults(declared), ...shapeFaults(declared)];
  return broken.length > 0 ? broken : [...enumFaults(declared), ...optionalFaults(declared)];
}

function misplacedKeys(declared: TypeDeclaration): TypeFault[] {
  const { type, format } = declared;
  if (format !== undefined && baseOf(format) !== type)
    return [{ steps: ['format'], message: `format ${format} goes with type: ${baseOf(format)}` }];
  const meant = format ?? type;
  return Object.entries(GOES_WITH).flatMap(([key, types]) => {
    if (declared[key as Key] === undefined || types.includes(isFormat(meant) ? 'a format' : meant)) return [];
    return [{ steps: [key], onKey: true, message: `${key} goes with ${words(types)}, not with ${meant}` }];
  });
}

const words = (names: readonly string[]): string =>
  names.length > 1 ? `${names.slice(0, -1).join(', ')} or ${names.at(-1)}` : names.join();

/** What a person can still read; formats are for what is longer. */
const LONGEST = 300;

function patternFaults({ pattern }: TypeDeclaration): TypeFault[] {
  if (pattern === undefined) return [];
  if (pattern.length > LONGEST)
    return [{ steps: ['pattern'], message: `the pattern is longer than ${LONGEST} characters` }];
  try {
    if (!isExplosive(parsePattern(pattern))) return [];
  } catch (error) {
    if (!(error instanceof PatternFault)) throw error;
    return [{ steps: ['pattern'], message: `the pattern ${error.message}`, at: error.at }];
  }
  const message = 'the pattern could match one text in very many ways, which takes for ever';
  return [{ steps: ['pattern'], message, hint: 'let each turn of a repetition begin with a character of its own' }];
}

const PAIRS = [
  ['minimum', 'maximum'],
  ['minLength', 'maxLength'],
  ['minItems', 'maxItems'],
] as const;

function limitFaults(declared: TypeDeclaration): TypeFault[] {
  const crossed = PAIRS.flatMap(([low, high]): TypeFault[] => {
    const [least, most] = [declared[low], declared[high]];
    if (least === undefined || most === undefined || least <= most) return [];
    return [{ steps: [high], message: `nothing is from ${least} to ${most}: ${high} is below ${low}` }];
  });
  const { type, format, minimum, maximum } = declared;
  const [meant, given] = [format ?? type, { minimum, maximum }];
  const odd = (['minimum', 'maximum'] as const).flatMap((key): TypeFault[] => {
    const value = given[key];
    if (value === undefined || meant === 'number') return [];
    if (!Number.isInteger(value)) return [{ steps: [key], message: `${key} of ${meant} must be a whole number` }];
    const isPort = meant !== 'port' || (value >= PORTS.minimum && value <= PORTS.maximum);
    return isPort
      ? []
      : [{ steps: [key], message: `a port is from ${PORTS.minimum} to ${PORTS.maximum}, not ${value}` }];
  });
  return [...crossed, ...odd];
}

function shapeFaults(declared: TypeDeclaration): TypeFault[] {
  const { type, items, properties, values, required } = declared;
  if (type === 'array' && !items)
    return [{ steps: [], message: 'an array needs items: what each element is', hint: 'items: {type: string}' }];
  if (type !== 'object') return [];
  const keysFault = textKeysFault(declared);
  if (keysFault) return [keysFault];
  if (properties && values) return [{ steps: ['values'], message: 'an object has properties or values, not both' }];
  if (!properties && !values) {
    const hint = 'properties: {KEY: {type: string}}, or values: {type: string} for any keys';
    return [{ steps: [], message: 'an object needs properties or values', hint }];
  }
  const keys = Object.keys(properties ?? {});
  return (required ?? []).flatMap((key, index): TypeFault[] =>
    keys.includes(key)
      ? []
      : [{ steps: ['required', index], message: `properties has no ${show(key)}`, hint: suggest(key, keys) }],
  );
}

/** Keys are texts, and only what has any keys says which. */
function textKeysFault({ keys, values }: TypeDeclaration): TypeFault | undefined {
  if (!keys) return undefined;
  if (!values) return { steps: ['keys'], onKey: true, message: 'keys goes with values' };
  const meant = keys.format ?? keys.type;
  if (meant === 'string' || isFormat(meant)) return undefined;
  return { steps: ['keys', 'type'], message: `a key is a text, not ${typeWords(readType(keys))}`, hint: 'type: word' };
}

function enumFaults(declared: TypeDeclaration): TypeFault[] {
  const { enum: values, ...rest } = readType(declared);
  return (values ?? []).flatMap((value, index): TypeFault[] => {
    if (valueErrors(value, rest).length === 0) return [];
    return [{ steps: ['enum', index], message: `${show(value)} is not ${typeWords(rest)}` }];
  });
}

function optionalFaults({ optional, default: fallback, ...declared }: TypeDeclaration): TypeFault[] {
  if (!optional) return [];
  if (fallback !== undefined) return [{ steps: ['optional'], message: 'what has a default is always there' }];
  if (isScalarType(readType(declared))) return [];
  const empty = declared.type === 'array' ? '[]' : '{}';
  return [{ steps: ['optional'], message: `an ${declared.type} cannot be optional`, hint: `default: ${empty}` }];
}
