import { FORMATS } from '../../catalog/formats.ts';
import type { ParameterType } from '../../catalog/parameter-type.ts';
import { unreachable } from '../../problem/unreachable.ts';
import { type Code, encoded } from './code.ts';
import { puppetString } from './puppet.ts';

/** The longest type that stands on one line; puppet-lint allows lines of 140 characters. */
const LINE = 60;

/** The Puppet data type that allows the same values; what is long goes over several lines, the first not indented. */
export const puppetType = (type: ParameterType, indent = ''): Code => encoded(typeText(type, indent));

function typeText(type: ParameterType, indent: string): string {
  switch (type.type) {
    case 'string':
      return type.enum ? listed('Enum[', type.enum.map(puppetString), ']', indent) : 'String';
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
      return type.items ? `Array[${typeText(type.items, indent)}]` : 'Array';
    case 'object':
      return objectType(type, indent);
    default:
      return unreachable(type.type);
  }
}

function integerType({ minimum, maximum }: ParameterType): string {
  if (minimum === undefined && maximum === undefined) return 'Integer';
  if (maximum === undefined) return `Integer[${minimum}]`;
  return `Integer[${minimum ?? 'default'}, ${maximum}]`;
}

function objectType(type: ParameterType, indent: string): string {
  if (type.values) return `Hash[String, ${typeText(type.values, indent)}]`;
  const members = Object.entries(type.properties ?? {}).map(([key, inner]): [string, string] => [
    `Optional[${puppetString(key)}]`,
    typeText(inner, `${indent}  `),
  ]);
  const line = `Struct[{ ${members.map((member) => member.join(' => ')).join(', ')} }]`;
  if (fits(line)) return line;
  const width = Math.max(0, ...members.map(([key]) => key.length));
  return lines(
    'Struct[{',
    members.map(([key, inner]) => `${key.padEnd(width)} => ${inner}`),
    '}]',
    indent,
  );
}

/** On one line if that is short, else a line each. */
function listed(open: string, members: readonly string[], close: string, indent: string): string {
  const line = `${open}${members.join(', ')}${close}`;
  return fits(line) ? line : lines(open, members, close, indent).replace(/,(?=\n *\]$)/, '');
}

const fits = (line: string): boolean => line.length <= LINE && !line.includes('\n');

const lines = (open: string, members: readonly string[], close: string, indent: string): string =>
  `${open}\n${members.map((member) => `${indent}  ${member},\n`).join('')}${indent}${close}`;
