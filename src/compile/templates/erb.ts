import type { Reference, TemplateNode } from '../../catalog/template.ts';
import { rubyString } from '../encode/ruby.ts';
import { erbString, erbText } from '../encode/template-text.ts';
import { type Dialect, renderNodes } from './render-nodes.ts';

/** An ERB template for Chef, whose values arrive as instance variables. */
export const erb = (nodes: readonly TemplateNode[]): string => renderNodes(nodes, dialect);

const dialect: Dialect = {
  text: erbText,
  /** Chef's Erubis drops a line that holds blanks and a tag alone. */
  blanks: (text) => `<%= ${rubyString(text)} %>`,
  value: (reference) => `<%= ${code(reference)} %>`,
  each: (node) =>
    `${list(node.over, node.keyed)}.each do |${node.keyed ? `${key(node.depth)}, ` : ''}${item(node.depth)}|`,
  test: (reference) => `if ${code(reference)}`,
  otherwise: 'else',
  end: 'end',
};

const item = (depth: number): string => (depth === 1 ? 'item' : `item${depth}`);
const key = (depth: number): string => (depth === 1 ? 'key' : `key${depth}`);

/** What a loop goes over; nothing, where an item lacks the key. */
const list = (over: Reference, keyed: boolean): string =>
  isOptional(over) ? `(${code(over)} || ${keyed ? '{}' : '[]'})` : code(over);

const isOptional = (reference: Reference): boolean => reference.scope !== 'key' && reference.keys.length > 0;

function code(reference: Reference): string {
  if (reference.scope === 'key') return key(reference.depth);
  const base = reference.scope === 'parameter' ? `@${reference.name}` : item(reference.depth);
  const keys = reference.keys.map(erbString);
  return keys.length > 1 ? `${base}.dig(${keys.join(', ')})` : base + keys.map((name) => `[${name}]`).join('');
}
