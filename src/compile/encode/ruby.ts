import type { Value } from '../../catalog/types/value.ts';
import { type Code, encoded } from './code.ts';
import { escapeUnprintable, hasUnprintable } from './control-characters.ts';

/** A Ruby string literal that evaluates to exactly this text; in single quotes where cookstyle allows them. */
export function rubyString(text: string): Code {
  if (hasUnprintable(text) || /#[{$@]/.test(text)) return encoded(`"${inDoubleQuotes(text)}"`);
  return encoded(`'${text.replace(/[\\']/g, '\\$&')}'`);
}

/** Text with code in between, such as `"/etc/#{name}.conf"`; code alone stands for itself. */
export function rubyJoined(pieces: readonly (string | { readonly code: string; readonly isText: boolean })[]): Code {
  const [only] = pieces;
  if (pieces.every((piece) => typeof piece === 'string')) return rubyString(pieces.join(''));
  if (pieces.length === 1 && typeof only === 'object') return encoded(only.isText ? only.code : `${only.code}.to_s`);
  const inside = pieces.map((piece) => (typeof piece === 'string' ? inDoubleQuotes(piece) : `#{${piece.code}}`));
  return encoded(`"${inside.join('')}"`);
}

/** Any JSON-like value, as cookstyle wants it: `%w()` for lists of plain words, digits grouped by three. */
export const rubyValue = (value: Value, indent = '', leaf: Leaf = rubyString): Code =>
  encoded(valueText(value, indent, leaf));

/** How a text of the data is written. */
type Leaf = (text: string) => string;

function valueText(value: Value, indent: string, leaf: Leaf): string {
  if (typeof value === 'string') return leaf(value);
  if (value === null) return 'nil';
  if (typeof value === 'number') return rubyNumber(value);
  if (typeof value === 'boolean') return String(value);
  if (isList(value)) return rubyList(value, indent, leaf);
  const inner = `${indent}  `;
  const entries = Object.entries(value).map(
    ([key, item]) => `${inner}${rubyString(key)} => ${valueText(item, inner, leaf)},\n`,
  );
  return entries.length === 0 ? '{}' : `{\n${entries.join('')}${indent}}`;
}

const isList = (value: Value): value is readonly Value[] => Array.isArray(value);

function rubyList(items: readonly Value[], indent: string, leaf: Leaf): string {
  const words = items.filter((item) => typeof item === 'string' && /^[\w./:@+-]+$/.test(item));
  if (words.length > 0 && words.length === items.length) return `%w(${words.join(' ')})`;
  return `[${items.map((item) => valueText(item, indent, leaf)).join(', ')}]`;
}

/** Numbers of five digits and more in groups, as the Style/NumericLiterals cop asks. */
const rubyNumber = (value: number): string =>
  Math.abs(value) < 10_000 ? String(value) : String(value).replace(/(?<!\.\d*)\B(?=(\d{3})+(?!\d))/g, '_');

const NAMED: Readonly<Record<string, string>> = { '9': '\\t', a: '\\n', d: '\\r' };

/** A `#` is escaped where it would begin an interpolation. */
const inDoubleQuotes = (text: string) =>
  escapeUnprintable(text.replace(/[\\"]|#(?=[{$@])/g, '\\$&'), (hex) => NAMED[hex] ?? `\\u{${hex}}`);
