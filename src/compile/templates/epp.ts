import type { Parameter } from '../../catalog/model.ts';
import type { Reference, TemplateNode } from '../../catalog/template.ts';
import { puppetString } from '../encode/puppet.ts';
import { puppetType } from '../encode/puppet-type.ts';
import { eppText } from '../encode/template-text.ts';
import { type Dialect, renderNodes } from './render-nodes.ts';

/** An EPP template with typed parameters. */
export function epp(nodes: readonly TemplateNode[], parameters: readonly Parameter[]): string {
  const typed = parameters.map((parameter) => `${puppetType(parameter.type)} $${parameter.name}`);
  const header = typed.length === 0 ? '' : `<%- | ${typed.join(',\n      ')} | -%>\n`;
  return header + renderNodes(nodes, dialect);
}

const dialect: Dialect = {
  text: eppText,
  value: (reference) => `<%= ${code(reference)} %>`,
  each: (node) => `${code(node.over)}.each |${node.keyed ? `$${key(node.depth)}, ` : ''}$${item(node.depth)}| {`,
  test: (reference) => `if ${code(reference)} {`,
  otherwise: '} else {',
  end: '}',
};

/** Names of loop variables begin with `_`, which no parameter's name does. */
const item = (depth: number): string => (depth === 1 ? '_item' : `_item${depth}`);
const key = (depth: number): string => (depth === 1 ? '_key' : `_key${depth}`);

function code(reference: Reference): string {
  if (reference.scope === 'key') return `$${key(reference.depth)}`;
  const base = reference.scope === 'parameter' ? reference.name : item(reference.depth);
  return `$${base}${reference.keys.map((name) => `[${puppetString(name)}]`).join('')}`;
}
