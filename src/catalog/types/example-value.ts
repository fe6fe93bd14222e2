import { formatDefinition } from './formats.ts';
import { boundsOf, type ParameterType } from './parameter-type.ts';
import type { Value } from './value.ts';

/** A value of a type, for a person to replace; one with a pattern of its own may not fit it. */
export function exampleValue(type: ParameterType): Value {
  const [first] = type.enum ?? [];
  if (first !== undefined) return first;
  switch (type.type) {
    case 'string':
      return 'example';
    case 'integer':
    case 'number':
      return boundsOf(type).minimum ?? Math.min(1, boundsOf(type).maximum ?? 1);
    case 'port':
      return 8080;
    case 'boolean':
      return false;
    case 'array':
      return Array.from({ length: type.minItems ?? 0 }, () => (type.items ? exampleValue(type.items) : 'example'));
    case 'object':
      return Object.fromEntries(
        (type.required ?? []).map((key) => {
          const inner = type.properties?.[key];
          return [key, inner ? exampleValue(inner) : 'example'];
        }),
      );
    default:
      return formatDefinition(type.type).example;
  }
}
