import { boundsOf, maxLengthOf, type ParameterType, patternOf } from '../../catalog/types/parameter-type.ts';
import { puppetTypeAlias } from '../../naming/names.ts';
import { type Code, encoded } from './code.ts';
import { puppetString } from './puppet.ts';
import { puppetRegexp } from './regexp.ts';

/** The longest type that stands on one line; puppet-lint allows lines of 140 characters. */
const LINE = 60;

/** The Puppet data type that allows the same values; what is long goes over several lines, the first not indented. */
export const puppetType = (type: ParameterType, indent = ''): Code => encoded(typeText(type, indent));

/** What the alias of a format stands for. */
export const puppetPattern = (type: ParameterType): Code => {
  const maximum = maxLengthOf(type);
  const length =
    type.minLength === undefined && maximum === undefined
      ? undefined
      : { minimum: type.minLength ?? 0, ...(maximum === undefined ? {} : { maximum }) };
  return encoded(`Pattern[${puppetRegexp(patternOf(type) ?? '', length)}]`);
};

function typeText(type: ParameterType, indent: string): string {
  const { optional, ...present } = type;
  if (optional) return `Optional[${typeText(present, indent)}]`;
  if (type.enum) return enumType(type.enum, indent);
  switch (type.type) {
    case 'string':
      return stringType(type);
    case 'integer':
    case 'port':
      return `Integer${range(boundsOf(type))}`;
    case 'number':
      return numberType(type);
    case 'boolean':
      return 'Boolean';
    case 'array':
      return arrayType(type, indent);
    case 'object':
      return objectType(type, indent);
    default:
      return puppetTypeAlias(type.type);
  }
}

function stringType(type: ParameterType): string {
  if (type.pattern !== undefined) return puppetPattern(type);
  return `String${size(type.minLength, type.maxLength)}`;
}

const size = (least: number | undefined, most: number | undefined): string => {
  if (most !== undefined) return `[${least ?? 0}, ${most}]`;
  return least === undefined ? '' : `[${least}]`;
};

const range = ({ minimum, maximum }: { minimum?: number; maximum?: number }): string => {
  if (maximum !== undefined) return `[${minimum ?? 'default'}, ${maximum}]`;
  return minimum === undefined ? '' : `[${minimum}]`;
};

/** Whole numbers are Integers for Puppet, of which Float knows nothing. */
function numberType({ minimum, maximum }: ParameterType): string {
  if (minimum === undefined && maximum === undefined) return 'Numeric';
  const [least, most] = [
    minimum === undefined ? undefined : Math.ceil(minimum) + 0,
    maximum === undefined ? undefined : Math.floor(maximum) + 0,
  ];
  const floats = `Float[${minimum === undefined ? 'default' : puppetFloat(minimum)}, ${maximum === undefined ? 'default' : puppetFloat(maximum)}]`;
  if (least !== undefined && most !== undefined && least > most) return floats;
  const integers = range({
    ...(least === undefined ? {} : { minimum: least }),
    ...(most === undefined ? {} : { maximum: most }),
  });
  return `Variant[Integer${integers}, ${floats}]`;
}

const puppetFloat = (value: number): string => (Number.isInteger(value) ? `${value}.0` : String(value));

/** Puppet has no Enum of numbers. */
function enumType(values: readonly (string | number)[], indent: string): string {
  const numbers = values.filter((value) => typeof value === 'number').sort((a, b) => a - b);
  if (numbers.length === 0) return listed('Enum[', values.map(String).map(puppetString), ']', indent);
  const spans = numbers.reduce<[number, number][]>((before, value) => {
    const last = before.at(-1);
    if (last && last[1] === value - 1) last[1] = value;
    else before.push([value, value]);
    return before;
  }, []);
  const types = spans.map(([first, last]) => `Integer[${first}, ${last}]`);
  return types.length === 1 ? types.join() : listed('Variant[', types, ']', indent);
}

function arrayType({ items, minItems, maxItems }: ParameterType, indent: string): string {
  const bounds =
    minItems === undefined && maxItems === undefined
      ? ''
      : `, ${minItems ?? 0}${maxItems === undefined ? '' : `, ${maxItems}`}`;
  return items ? `Array[${typeText(items, indent)}${bounds}]` : 'Array';
}

function objectType(type: ParameterType, indent: string): string {
  if (type.values)
    return `Hash[${type.keys ? typeText(type.keys, indent) : 'String'}, ${typeText(type.values, indent)}]`;
  const members = Object.entries(type.properties ?? {}).map(([key, inner]): [string, string] => [
    type.required?.includes(key) ? puppetString(key) : `Optional[${puppetString(key)}]`,
    typeText(inner, `${indent}  `),
  ]);
  if (members.length === 0) return 'Hash[0, 0]';
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
