import { FORMATS } from '../../catalog/formats.ts';
import type { ParameterType } from '../../catalog/parameter-type.ts';
import { unreachable } from '../../problem/unreachable.ts';
import { type Code, encoded } from './code.ts';
import { puppetString } from './puppet.ts';

/** The Puppet data type that allows the same values. */
export const puppetType = (type: ParameterType): Code => encoded(typeText(type));

function typeText(type: ParameterType): string {
  switch (type.type) {
    case 'string':
      return type.enum ? `Enum[${type.enum.map(puppetString).join(', ')}]` : 'String';
    case 'integer':
      return integerType(type);
    case 'boolean':
      return 'Boolean';
    case 'port':
      return 'Integer[1, 65535]';
    case 'path':
    case 'url':
    case 'hostname':
      return `Pattern[/\\A${FORMATS[type.type].replaceAll('/', '\\/')}\\z/]`;
    case 'array':
      return type.items ? `Array[${typeText(type.items)}]` : 'Array';
    case 'object':
      return objectType(type);
    default:
      return unreachable(type.type);
  }
}

function integerType({ minimum, maximum }: ParameterType): string {
  if (minimum === undefined && maximum === undefined) return 'Integer';
  if (maximum === undefined) return `Integer[${minimum}]`;
  return `Integer[${minimum ?? 'default'}, ${maximum}]`;
}

function objectType(type: ParameterType): string {
  if (type.values) return `Hash[String, ${typeText(type.values)}]`;
  const keys = Object.entries(type.properties ?? {});
  return `Struct[{ ${keys.map(([key, inner]) => `Optional[${puppetString(key)}] => ${typeText(inner)}`).join(', ')} }]`;
}
