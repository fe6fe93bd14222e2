import { isScalarType, type ParameterType } from '../../catalog/parameter-type.ts';
import { type Check, scalarChecks } from './chef-checks.ts';
import { compoundChecks } from './chef-compound-checks.ts';
import { type Code, encoded } from './code.ts';
import { rubyString } from './ruby.ts';

/** A property's type in a Chef custom resource, and the option that holds its values to more than that. */
export interface ChefProperty {
  readonly type: Code;
  readonly constraint?: Code;
}

/** The Chef property that allows the same values, also inside arrays and objects. */
export function chefProperty(type: ParameterType): ChefProperty {
  const constraint = constraintOf(valueChecks(type));
  return {
    type: encoded(type.optional ? `[${[...classesOf(type), 'nil'].join(', ')}]` : oneOf(classesOf(type))),
    ...(constraint === undefined ? {} : { constraint }),
  };
}

/** Each relies on those before it. Chef lets nil pass them all. */
const valueChecks = (type: ParameterType): Check[] =>
  isScalarType(type)
    ? scalarChecks(type).map(({ test, words, ...check }) => ({ ...check, words: `must ${words}`, code: test('value') }))
    : compoundChecks(type);

const oneOf = (classes: readonly string[]): string =>
  classes.length === 1 ? classes.join() : `[${classes.join(', ')}]`;

function classesOf(type: ParameterType): readonly string[] {
  switch (type.type) {
    case 'integer':
    case 'port':
      return ['Integer'];
    case 'number':
      return ['Integer', 'Float'];
    case 'boolean':
      return ['true', 'false'];
    case 'array':
      return ['Array'];
    case 'object':
      return ['Hash'];
    default:
      return ['String'];
  }
}

/** One check of Chef's own stands as it is; others are callbacks, a line each. */
function constraintOf(checks: readonly Check[]): Code | undefined {
  const [only] = checks;
  if (only === undefined) return undefined;
  if (checks.length === 1 && only.option !== undefined) return encoded(only.option);
  const callbacks = checks.map(({ words, code }) => `${rubyString(words)} => ->(value) { ${code} }`);
  if (checks.length === 1) return encoded(`callbacks: { ${callbacks.join()} }`);
  return encoded(`callbacks: {\n${callbacks.map((line) => `${INDENT}  ${line},\n`).join('')}${INDENT}}`);
}

/** Options of a property stand below its name. */
const INDENT = '         ';
