import type { Reference, TemplateNode } from '../../catalog/template.ts';
import { rubyString } from '../encode/ruby.ts';
import { erbText } from '../encode/template-text.ts';
import { type Dialect, renderNodes } from './render-nodes.ts';

/** An ERB template for Chef, whose values arrive as instance variables. */
export const erb = (nodes: readonly TemplateNode[]): string => renderNodes(nodes, dialect);

const dialect: Dialect = {
  text: erbText,
  value: (reference) => `<%= ${code(reference)} %>`,
  each: (node) => `${code(node.over)}.each do |${node.keyed ? `${key(node.depth)}, ` : ''}${item(node.depth)}|`,
  test: (reference) => `if ${code(reference)}`,
  otherwise: 'else',
  end: 'end',
};

const item = (depth: number): string => (depth === 1 ? 'item' : `item${depth}`);
const key = (depth: number): string => (depth === 1 ? 'key' : `key${depth}`);

function code(reference: Reference): string {
  if (reference.scope === 'key') return key(reference.depth);
  const base = reference.scope === 'parameter' ? `@${reference.name}` : item(reference.depth);
  return `${base}${reference.keys.map((name) => `[${rubyString(name)}]`).join('')}`;
}
