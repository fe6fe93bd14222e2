import { boundsOf, maxLengthOf, type ParameterType, patternOf } from '../../catalog/types/parameter-type.ts';
import { rangeWords, spanWords, typeWords } from '../../catalog/types/type-words.ts';
import { rubyRegexp } from './regexp.ts';
import { rubyValue } from './ruby.ts';

/** What a value must satisfy, in words and as an expression of Ruby about `value`. */
export interface Check {
  readonly words: string;
  readonly code: string;
}

/** A check of a value of the right class, whatever it is called. */
export interface ScalarCheck {
  /** What it must: `be from 1 to 9`. */
  readonly words: string;
  readonly test: (value: string) => string;
  /** The option of a property that says the same. */
  readonly option?: string;
}

/** What a value must satisfy beyond its class. */
export function scalarChecks(type: ParameterType): ScalarCheck[] {
  if (type.enum) {
    const values = rubyValue(type.enum);
    return [
      {
        words: `be ${typeWords(type)}`,
        test: (value) => `${values}.include?(${value})`,
        option: `equal_to: ${values}`,
      },
    ];
  }
  if (type.type === 'boolean') return [];
  if (type.type === 'integer' || type.type === 'number' || type.type === 'port') return numberChecks(type);
  return textChecks(type);
}

function numberChecks(type: ParameterType): ScalarCheck[] {
  const { minimum, maximum } = boundsOf(type);
  const test = comparison(minimum, maximum);
  return test === undefined
    ? []
    : [{ words: `be${rangeWords(minimum, maximum).replace(' of', '')}`, test: (value) => value + test }];
}

function textChecks(type: ParameterType): ScalarCheck[] {
  const [pattern, most] = [patternOf(type), maxLengthOf(type)];
  const length = comparison(type.minLength, most);
  return [
    ...(pattern === undefined ? [] : [patternCheck(type, rubyRegexp(pattern))]),
    ...(length === undefined
      ? []
      : [
          {
            words: `have ${spanWords(type.minLength, most)} characters`,
            test: (value: string) => `${value}.length${length}`,
          },
        ]),
  ];
}

const patternCheck = (type: ParameterType, regexp: string): ScalarCheck => ({
  words: `be ${typeWords({ type: type.type, ...(type.pattern === undefined ? {} : { pattern: type.pattern }) })}`,
  test: (value) => `${value}.match?(${regexp})`,
  option: `regex: ${regexp}`,
});

/** What follows a number that is within bounds. cookstyle reads Ruby 2.6, which has no range without a beginning. */
export function comparison(minimum: number | undefined, maximum: number | undefined): string | undefined {
  if (minimum !== undefined && maximum !== undefined) return `.between?(${rubyValue(minimum)}, ${rubyValue(maximum)})`;
  if (minimum !== undefined) return ` >= ${rubyValue(minimum)}`;
  return maximum === undefined ? undefined : ` <= ${rubyValue(maximum)}`;
}

/** The class of a type's values; a boolean has none of its own. */
export function rubyClass({ type }: ParameterType): string {
  switch (type) {
    case 'integer':
    case 'port':
      return 'Integer';
    case 'number':
      return 'Numeric';
    case 'array':
      return 'Array';
    case 'object':
      return 'Hash';
    default:
      return 'String';
  }
}
