import { unreachable } from '../problem/unreachable.ts';
import { FORMAT_WORDS, FORMATS } from './formats.ts';

/** The type of a parameter or flag, as an author writes it. */
export interface ParameterType {
  readonly type: 'string' | 'integer' | 'boolean' | 'port' | 'path' | 'url' | 'hostname' | 'array' | 'object';
  readonly enum?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly items?: ParameterType;
  /** Keys of an object; every one of them is optional. */
  readonly properties?: Readonly<Record<string, ParameterType>>;
  /** What each value of an object is, whatever its key. */
  readonly values?: ParameterType;
}

/** The JSON Schema (draft 7) that values of the type satisfy. */
export function jsonSchemaOf(type: ParameterType): object {
  switch (type.type) {
    case 'string':
      return { type: 'string', ...(type.enum ? { enum: type.enum } : {}) };
    case 'integer':
      return {
        type: 'integer',
        minimum: type.minimum ?? Number.MIN_SAFE_INTEGER,
        maximum: type.maximum ?? Number.MAX_SAFE_INTEGER,
      };
    case 'boolean':
      return { type: 'boolean' };
    case 'port':
      return { type: 'integer', minimum: 1, maximum: 65_535 };
    case 'path':
    case 'url':
    case 'hostname':
      return { type: 'string', pattern: `^${FORMATS[type.type]}$`, description: FORMAT_WORDS[type.type] };
    case 'array':
      return { type: 'array', items: type.items ? jsonSchemaOf(type.items) : {} };
    case 'object':
      return objectSchema(type);
    default:
      return unreachable(type.type);
  }
}

function objectSchema(type: ParameterType): object {
  const properties = Object.entries(type.properties ?? {}).map(([key, value]) => [key, jsonSchemaOf(value)]);
  return {
    type: 'object',
    properties: Object.fromEntries(properties),
    additionalProperties: type.values ? jsonSchemaOf(type.values) : false,
  };
}

/** What is contradictory in a type declaration, or undefined. */
export function typeFault(type: ParameterType): string | undefined {
  if (type.enum && type.type !== 'string') return 'enum goes with type: string';
  if ((type.minimum ?? type.maximum) !== undefined && type.type !== 'integer')
    return 'minimum and maximum go with type: integer';
  if (type.minimum !== undefined && type.maximum !== undefined && type.minimum > type.maximum)
    return `no integer is from ${type.minimum} to ${type.maximum}`;
  if ((type.items !== undefined) !== (type.type === 'array')) return 'items goes with type: array, which needs it';
  const keyed = type.properties !== undefined || type.values !== undefined;
  if (keyed !== (type.type === 'object')) return 'properties or values go with type: object, which needs one of them';
  if (type.properties && type.values) return 'an object has properties or values, not both';
  const inner = [type.items, type.values, ...Object.values(type.properties ?? {})];
  return inner.map((one) => one && typeFault(one)).find((fault) => fault !== undefined);
}

/** Whether each value of the type is one plain word in a command line, a unit file or a path. */
export function isPlainWord(type: ParameterType): boolean {
  if (type.type === 'string') return type.enum?.every((value) => /^[A-Za-z0-9._:@=+,/-]+$/.test(value)) ?? false;
  return ['integer', 'boolean', 'port', 'path', 'hostname'].includes(type.type);
}

export const isScalarType = (type: ParameterType): boolean => type.type !== 'array' && type.type !== 'object';
