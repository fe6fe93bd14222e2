import { isFormat } from './formats.ts';
import type { ParameterType, TypeName } from './parameter-type.ts';
import type { Value } from './value.ts';

/** A type as its author writes it, `format` and all; the schemas have checked each key by itself. */
export interface TypeDeclaration extends Omit<ParameterType, 'type' | 'items' | 'properties' | 'keys' | 'values'> {
  readonly type: TypeName;
  readonly format?: TypeName;
  readonly items?: TypeDeclaration;
  readonly properties?: Readonly<Record<string, TypeDeclaration>>;
  readonly keys?: TypeDeclaration;
  readonly values?: TypeDeclaration;
  readonly description?: string;
  readonly default?: Value;
}

/** The type that is meant: a format takes the place of the type that it narrows. */
export function readType(declared: TypeDeclaration): ParameterType {
  const { type, format, items, properties, keys, values, description: _, default: __, ...limits } = declared;
  return {
    type: format ?? type,
    ...limits,
    ...(items ? { items: readType(items) } : {}),
    ...(properties ? { properties: mapped(properties) } : {}),
    ...(keys ? { keys: readType(keys) } : {}),
    ...(values ? { values: readType(values) } : {}),
  };
}

const mapped = (properties: Readonly<Record<string, TypeDeclaration>>): Record<string, ParameterType> =>
  Object.fromEntries(Object.entries(properties).map(([key, declared]) => [key, readType(declared)]));

/** The type that a format narrows. */
export const baseOf = (format: TypeName): TypeName =>
  format === 'port' ? 'integer' : isFormat(format) ? 'string' : format;
