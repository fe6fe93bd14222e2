import { FORMATS } from '../../catalog/formats.ts';
import type { ParameterType } from '../../catalog/parameter-type.ts';
import { unreachable } from '../../problem/unreachable.ts';
import { type Code, encoded } from './code.ts';
import { rubyValue } from './ruby.ts';

/** A property's type in a Chef custom resource, and the option that holds its values to more than that. */
export interface ChefProperty {
  readonly type: Code;
  readonly constraint?: Code;
}

/** The Chef property that allows the same values; what is inside arrays and objects is left to the compiler's checks. */
export function chefProperty(type: ParameterType): ChefProperty {
  switch (type.type) {
    case 'string':
      return property('String', type.enum && `equal_to: ${rubyValue(type.enum)}`);
    case 'integer':
      return property('Integer', range(type.minimum, type.maximum));
    case 'boolean':
      return property('[true, false]');
    case 'port':
      return property('Integer', range(1, 65_535));
    case 'path':
    case 'url':
    case 'hostname':
      return property('String', `regex: ${regexp(FORMATS[type.type])}`);
    case 'array':
      return property('Array');
    case 'object':
      return property('Hash');
    default:
      return unreachable(type.type);
  }
}

const property = (type: string, constraint?: string): ChefProperty => ({
  type: encoded(type),
  ...(constraint === undefined ? {} : { constraint: encoded(constraint) }),
});

/** As cookstyle wants it, which reads Ruby 2.6: that has no range without a beginning. */
function range(minimum: number | undefined, maximum: number | undefined): string | undefined {
  if (minimum !== undefined && maximum !== undefined)
    return check(`from ${minimum} to ${maximum}`, `.between?(${rubyValue(minimum)}, ${rubyValue(maximum)})`);
  if (minimum !== undefined) return check(`at least ${minimum}`, ` >= ${rubyValue(minimum)}`);
  return maximum === undefined ? undefined : check(`at most ${maximum}`, ` <= ${rubyValue(maximum)}`);
}

const check = (words: string, code: string): string =>
  `callbacks: { 'must be ${words}' => ->(value) { value${code} } }`;

const regexp = (pattern: string): string => (pattern.includes('/') ? `%r{\\A${pattern}\\z}` : `/\\A${pattern}\\z/`);
