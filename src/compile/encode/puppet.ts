import type { Value } from '../../catalog/value.ts';
import { type Code, encoded } from './code.ts';
import { escapeUnprintable, hasUnprintable } from './control-characters.ts';

/** A Puppet 7/8 string literal that evaluates to exactly this text. */
export function puppetString(text: string): Code {
  if (hasUnprintable(text)) return encoded(`"${inDoubleQuotes(text)}"`);
  return encoded(`'${text.replace(/[\\']/g, '\\$&')}'`);
}

/** Any JSON-like value. Keys are always quoted, because bare words can be reserved. */
export const puppetValue = (value: Value, indent = ''): Code => encoded(valueText(value, indent));

function valueText(value: Value, indent: string): string {
  if (typeof value === 'string') return puppetString(value);
  if (value === null) return 'undef';
  if (typeof value !== 'object') return String(value);
  const inner = `${indent}  `;
  if (Array.isArray(value)) return `[${value.map((item) => valueText(item, indent)).join(', ')}]`;
  const entries = Object.entries(value).map(
    ([key, item]) => `${inner}${puppetString(key)} => ${valueText(item, inner)},\n`,
  );
  return entries.length === 0 ? '{}' : `{\n${entries.join('')}${indent}}`;
}

/** `\u{..}` is decoded before the other escapes: a backslash is doubled, never written as a code point. */
const inDoubleQuotes = (text: string) => escapeUnprintable(text.replace(/[\\"$]/g, '\\$&'), (hex) => `\\u{${hex}}`);
