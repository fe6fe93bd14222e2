import type { Value } from '../../catalog/types/value.ts';
import { type Code, encoded } from './code.ts';
import { yamlString } from './yaml.ts';

/** A YAML scalar for Hiera: always quoted, and no `%{...}` of it is looked up. */
export function hieraString(text: string): Code {
  return encoded(yamlString(text).replaceAll('%{', "%{literal('%')}{"));
}

/** One key and its value as a block mapping of a Hiera data file, ended by a newline. */
export const hieraEntry = (key: string, value: Value): Code => encoded(entry(key, value, ''));

const entry = (key: string, value: Value, indent: string): string =>
  `${indent}${marked(hieraKey(key), `\n${indent}`)}:${block(value, indent)}`;

/** YAML takes 1024 characters at most for a key, unless it is marked as one. */
const marked = (key: string, end: string): string => (key.length > 1000 ? `? ${key}${end}` : key);

/** A plain key where it cannot be taken for anything but itself. */
const hieraKey = (key: string): string => (/^[a-z][a-z0-9_]*(::[a-z0-9_]+)+$/.test(key) ? key : hieraString(key));

function block(value: Value, indent: string): string {
  const inner = `${indent}  `;
  if (typeof value === 'string') return ` ${hieraString(value)}\n`;
  if (value === null || typeof value !== 'object') return ` ${value}\n`;
  if (Array.isArray(value)) return listBlock(value as readonly Value[], inner);
  const entries = Object.entries(value);
  return entries.length === 0 ? ' {}\n' : `\n${entries.map(([key, item]) => entry(key, item, inner)).join('')}`;
}

/** Lists of scalars go one a line; what is nested goes in flow form, which JSON-style quoting makes valid YAML. */
function listBlock(items: readonly Value[], indent: string): string {
  if (items.length === 0) return ' []\n';
  return `\n${items.map((item) => `${indent}- ${flow(item)}\n`).join('')}`;
}

function flow(value: Value): string {
  if (typeof value === 'string') return hieraString(value);
  if (value === null || typeof value !== 'object') return String(value);
  if (Array.isArray(value)) return `[${value.map(flow).join(', ')}]`;
  return `{${Object.entries(value)
    .map(([key, item]) => `${marked(hieraString(key), ' ')}: ${flow(item)}`)
    .join(', ')}}`;
}
