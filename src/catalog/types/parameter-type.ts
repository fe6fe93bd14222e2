import { type Format, formatDefinition, isFormat } from './formats.ts';
import { isPlainPattern } from './plain-pattern.ts';

/** A text with a format, or a port, is a type of its own: `{type: string, format: path}` is read as `path`. */
export type TypeName = 'string' | 'integer' | 'number' | 'boolean' | 'port' | Format | 'array' | 'object';

/** What values a parameter takes, with the keys of JSON Schema. */
export interface ParameterType {
  readonly type: TypeName;
  /** Its values are true in every environment, even if they look as if they were not. */
  readonly same_everywhere?: boolean;
  /** The values allowed; all are of the type, and of its bounds and pattern. */
  readonly enum?: readonly (string | number)[];
  readonly minimum?: number;
  readonly maximum?: number;
  /** Of the catalog's own kind (pattern.ts); the whole text matches it. */
  readonly pattern?: string;
  /** In characters. */
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly items?: ParameterType;
  readonly minItems?: number;
  readonly maxItems?: number;
  /** Keys of an object. */
  readonly properties?: Readonly<Record<string, ParameterType>>;
  /** Those of them that no object lacks. */
  readonly required?: readonly string[];
  /** What each key of an object with values is: a text. */
  readonly keys?: ParameterType;
  /** What each value of an object is, whatever its key. */
  readonly values?: ParameterType;
  /** There may be no value, which is null. */
  readonly optional?: boolean;
}

export const PORTS = { minimum: 1, maximum: 65_535 } as const;

/** What each text of a type satisfies, besides its length: a pattern of the catalog. */
export const patternOf = (type: ParameterType): string | undefined =>
  isFormat(type.type) ? formatDefinition(type.type).pattern : type.pattern;

/** How long each text of a type is at most, in characters. */
export const maxLengthOf = (type: ParameterType): number | undefined =>
  isFormat(type.type) ? formatDefinition(type.type).maxLength : type.maxLength;

/** Bounds of a type that counts, with those that are in its name. */
export const boundsOf = (type: ParameterType): { readonly minimum?: number; readonly maximum?: number } => ({
  ...(type.type === 'port' ? PORTS : {}),
  ...(type.minimum === undefined ? {} : { minimum: type.minimum }),
  ...(type.maximum === undefined ? {} : { maximum: type.maximum }),
});

const PLAIN = /^[A-Za-z0-9._:@=+,/-]+$/;

/** Whether each value of the type is one plain word in a command line, a unit file or a path; or has other characters only. */
export function isPlainWord(type: ParameterType, characters = PLAIN): boolean {
  if (type.optional || !isScalarType(type)) return false;
  if (type.enum) return type.enum.every((value) => characters.test(String(value)));
  const pattern = patternOf(type);
  return pattern === undefined ? type.type !== 'string' : isPlainPattern(pattern, characters);
}

export const isScalarType = (type: ParameterType): boolean => type.type !== 'array' && type.type !== 'object';

/** Whether values of the type are texts, of whatever format. */
export const isTextType = ({ type }: ParameterType): boolean => type === 'string' || isFormat(type);

/** The name of the type with its article. */
export const article = ({ type }: ParameterType): string => `${/^[aeio]/.test(type) ? 'an' : 'a'} ${type}`;
