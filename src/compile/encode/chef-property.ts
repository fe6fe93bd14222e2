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
      return property('String', `regex: %r{\\A${FORMATS[type.type]}\\z}`);
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

function range(minimum: number | undefined, maximum: number | undefined): string | undefined {
  if (minimum === undefined && maximum === undefined) return undefined;
  const [low, high] = [minimum, maximum].map((bound) => (bound === undefined ? '' : rubyValue(bound)));
  const words = [minimum === undefined ? '' : `at least ${minimum}`, maximum === undefined ? '' : `at most ${maximum}`];
  const message = `must be ${words.filter((word) => word !== '').join(' and ')}`;
  return `callbacks: { '${message}' => ->(value) { (${low}..${high}).cover?(value) } }`;
}
