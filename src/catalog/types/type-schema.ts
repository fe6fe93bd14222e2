import { formatWords, isFormat } from './formats.ts';
import { boundsOf, maxLengthOf, type ParameterType, patternOf } from './parameter-type.ts';
import { javascriptPattern } from './pattern-text.ts';

/** Numbers that JavaScript, Puppet and Ruby read and print alike. */
const MOST = Number.MAX_SAFE_INTEGER;
const LEAST_FRACTION = 0.0001;

/** A fraction that every language prints without an exponent, or a whole number. */
export const isDecimal = (value: number): boolean => value === 0 || Math.abs(value) >= LEAST_FRACTION;

/** The JSON Schema (draft 7) that values of the type satisfy; `decimal` is a format of our own. */
export function jsonSchemaOf(type: ParameterType): object {
  switch (type.type) {
    case 'boolean':
      return { type: 'boolean' };
    case 'integer':
    case 'port':
      return numberSchema(type, { type: 'integer' });
    case 'number':
      return numberSchema(type, { type: 'number', format: 'decimal', description: `0, or ${LEAST_FRACTION} and more` });
    case 'array':
      return arraySchema(type);
    case 'object':
      return objectSchema(type);
    default:
      return textSchema(type);
  }
}

const numberSchema = (type: ParameterType, base: object): object => ({
  ...base,
  minimum: -MOST,
  maximum: MOST,
  ...boundsOf(type),
  ...(type.enum ? { enum: type.enum } : {}),
});

function textSchema(type: ParameterType): object {
  const [pattern, maxLength] = [patternOf(type), maxLengthOf(type)];
  const words = isFormat(type.type) ? formatWords(type.type) : `text that matches ${type.pattern}`;
  return {
    type: 'string',
    ...(type.enum ? { enum: type.enum } : {}),
    ...(type.minLength === undefined ? {} : { minLength: type.minLength }),
    ...(maxLength === undefined ? {} : { maxLength }),
    ...(pattern === undefined ? {} : { pattern: javascriptPattern(pattern), description: words }),
  };
}

const arraySchema = ({ items, minItems, maxItems }: ParameterType): object => ({
  type: 'array',
  items: items ? jsonSchemaOf(items) : {},
  ...(minItems === undefined ? {} : { minItems }),
  ...(maxItems === undefined ? {} : { maxItems }),
});

function objectSchema(type: ParameterType): object {
  const properties = Object.entries(type.properties ?? {}).map(([key, value]) => [key, jsonSchemaOf(value)]);
  return {
    type: 'object',
    properties: Object.fromEntries(properties),
    ...(type.required ? { required: type.required } : {}),
    ...(type.keys ? { propertyNames: jsonSchemaOf(type.keys) } : {}),
    additionalProperties: type.values ? jsonSchemaOf(type.values) : false,
  };
}
