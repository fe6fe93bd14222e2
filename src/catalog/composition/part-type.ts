import type { ParameterType } from '../types/parameter-type.ts';

const known = new WeakMap<ParameterType, ParameterType>();

/**
 * What one file may give of a type: other files may have the keys that an object needs, and the items that a list needs.
 * The type itself if it needs none.
 */
export function partOf(type: ParameterType): ParameterType {
  const part = known.get(type) ?? newPart(type);
  known.set(type, part);
  return part;
}

function newPart(type: ParameterType): ParameterType {
  const { required, minItems, properties, values, ...rest } = type;
  const parts = Object.entries(properties ?? {}).map(([key, inner]) => [key, partOf(inner)] as const);
  const isWhole = parts.every(([key, inner]) => properties?.[key] === inner) && (!values || partOf(values) === values);
  if (required === undefined && minItems === undefined && isWhole) return type;
  return {
    ...rest,
    ...(properties ? { properties: Object.fromEntries(parts) } : {}),
    ...(values ? { values: partOf(values) } : {}),
  };
}
