import type { Value } from '../../catalog/types/value.ts';
import { type Code, encoded } from './code.ts';
import { escapeUnprintable, hasUnprintable } from './control-characters.ts';

/** A Puppet 7/8 string literal that evaluates to exactly this text; in single quotes where puppet-lint allows them. */
export function puppetString(text: string): Code {
  if (hasUnprintable(text) || text.includes('${')) return encoded(`"${inDoubleQuotes(text)}"`);
  return encoded(`'${text.replace(/[\\']/g, '\\$&')}'`);
}

/** Text with code in between, such as `"/etc/${name}.conf"`; code alone stands for itself. */
export function puppetJoined(pieces: readonly (string | { readonly code: string; readonly isText: boolean })[]): Code {
  const [only] = pieces;
  if (pieces.every((piece) => typeof piece === 'string')) return puppetString(pieces.join(''));
  if (pieces.length === 1 && typeof only === 'object') return encoded(only.isText ? only.code : `String(${only.code})`);
  const inside = pieces.map((piece) =>
    typeof piece === 'string' ? inDoubleQuotes(piece) : `\${${piece.code.replace(/^\$/, '')}}`,
  );
  return encoded(`"${inside.join('')}"`);
}

/** Any JSON-like value. Keys are always quoted, because bare words can be reserved. */
export const puppetValue = (value: Value, indent = '', leaf: Leaf = puppetString): Code =>
  encoded(valueText(value, indent, leaf));

/** How a text of the data is written. */
type Leaf = (text: string) => string;

function valueText(value: Value, indent: string, leaf: Leaf): string {
  if (typeof value === 'string') return leaf(value);
  if (value === null) return 'undef';
  if (typeof value !== 'object') return String(value);
  const inner = `${indent}  `;
  if (isList(value))
    return listText(
      value.map((item) => valueText(item, inner, leaf)),
      indent,
    );
  const keys = Object.keys(value).map(puppetString);
  const width = Math.max(0, ...keys.map((key) => key.length));
  const entries = Object.values(value).map(
    (item, index) => `${inner}${keys[index]?.padEnd(width)} => ${valueText(item, inner, leaf)},\n`,
  );
  return entries.length === 0 ? '{}' : `{\n${entries.join('')}${indent}}`;
}

const isList = (value: Value): value is readonly Value[] => Array.isArray(value);

/** Code of items as a list. */
export const puppetList = (items: readonly Code[], indent = ''): Code => encoded(listText(items, indent));

/** On one line if it is short, else an item each. */
function listText(items: readonly string[], indent: string): string {
  const line = `[${items.join(', ')}]`;
  if (line.length <= 60 && !line.includes('\n')) return line;
  return `[\n${items.map((item) => `${indent}  ${item},\n`).join('')}${indent}]`;
}

const NAMED: Readonly<Record<string, string>> = { '9': '\\t', a: '\\n', d: '\\r' };

/** `\u{..}` is decoded before the other escapes: a backslash is doubled, never written as a code point. */
const inDoubleQuotes = (text: string) =>
  escapeUnprintable(text.replace(/[\\"$]/g, '\\$&'), (hex) => NAMED[hex] ?? `\\u{${hex}}`);
