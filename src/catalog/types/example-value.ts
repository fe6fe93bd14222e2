import { formatDefinition } from './formats.ts';
import { boundsOf, type ParameterType } from './parameter-type.ts';
import { patternSample } from './pattern-sample.ts';
import type { Value } from './value.ts';

/** A value of a type; a pattern together with a length may be more than it can satisfy. */
export function exampleValue(type: ParameterType): Value {
  const [first] = type.enum ?? [];
  if (first !== undefined) return first;
  switch (type.type) {
    case 'string':
      return exampleText(type);
    case 'integer':
    case 'number':
      return boundsOf(type).minimum ?? Math.min(1, boundsOf(type).maximum ?? 1);
    case 'port':
      return Math.min(Math.max(8080, boundsOf(type).minimum ?? 0), boundsOf(type).maximum ?? 8080);
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

function exampleText({ pattern, minLength = 0, maxLength }: ParameterType): string {
  if (pattern !== undefined) return patternSample(pattern);
  return 'example'.padEnd(minLength, 'x').slice(0, maxLength);
}
