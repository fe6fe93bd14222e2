import { FORMATS } from '../../catalog/formats.ts';
import type { ParameterType } from '../../catalog/parameter-type.ts';
import { unreachable } from '../../problem/unreachable.ts';
import { type Code, encoded } from './code.ts';
import { rubyValue } from './ruby.ts';

/** What follows a property's name in a Chef custom resource: its type, and what its values are held to. */
export const chefPropertyType = (type: ParameterType): Code => encoded(propertyText(type));

function propertyText(type: ParameterType): string {
  switch (type.type) {
    case 'string':
      return type.enum ? `String, equal_to: ${rubyValue(type.enum)}` : 'String';
    case 'integer':
      return `Integer${range(type.minimum, type.maximum)}`;
    case 'boolean':
      return '[true, false]';
    case 'port':
      return `Integer${range(1, 65_535)}`;
    case 'path':
    case 'url':
    case 'hostname':
      return `String, regex: %r{\\A${FORMATS[type.type]}\\z}`;
    case 'array':
      return 'Array';
    case 'object':
      return 'Hash';
    default:
      return unreachable(type.type);
  }
}

function range(minimum: number | undefined, maximum: number | undefined): string {
  if (minimum === undefined && maximum === undefined) return '';
  const [low, high] = [minimum ?? null, maximum ?? null].map((bound) => (bound === null ? '' : rubyValue(bound)));
  const words =
    minimum === undefined
      ? `at most ${maximum}`
      : maximum === undefined
        ? `at least ${minimum}`
        : `from ${minimum} to ${maximum}`;
  return `, callbacks: { 'must be ${words}' => ->(value) { (${low}..${high}).cover?(value) } }`;
}
