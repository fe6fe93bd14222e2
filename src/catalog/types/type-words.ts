import { formatWords } from './formats.ts';
import { boundsOf, type ParameterType } from './parameter-type.ts';

/** What values of a type are, for messages: `an integer from 1 to 9`. */
export function typeWords(type: ParameterType): string {
  if (type.enum) return `one of ${type.enum.join(', ')}`;
  switch (type.type) {
    case 'string':
      return `text${type.pattern === undefined ? '' : ` that matches ${type.pattern}`}${span(type.minLength, type.maxLength, 'characters')}`;
    case 'integer':
    case 'number':
    case 'port': {
      const { minimum, maximum } = boundsOf(type);
      return `${type.type === 'integer' ? 'an' : 'a'} ${type.type}${rangeWords(minimum, maximum)}`;
    }
    case 'boolean':
      return 'true or false';
    case 'array':
      return `a list${span(type.minItems, type.maxItems, 'items')}`;
    case 'object':
      return 'an object';
    default:
      return formatWords(type.type);
  }
}

/** Bounds in words, after a blank; nothing if there are none. */
export function rangeWords(minimum: number | undefined, maximum: number | undefined): string {
  if (minimum === undefined) return maximum === undefined ? '' : ` of at most ${maximum}`;
  return maximum === undefined ? ` of at least ${minimum}` : ` from ${minimum} to ${maximum}`;
}

const span = (minimum: number | undefined, maximum: number | undefined, unit: string): string =>
  minimum === undefined && maximum === undefined ? '' : ` of ${spanWords(minimum, maximum)} ${unit}`;

/** How many, in words: `1 to 3`. */
export const spanWords = (minimum: number | undefined, maximum: number | undefined): string => {
  if (minimum === maximum && minimum !== undefined) return String(minimum);
  if (maximum === undefined) return `at least ${minimum}`;
  return minimum === undefined || minimum === 0 ? `at most ${maximum}` : `${minimum} to ${maximum}`;
};
