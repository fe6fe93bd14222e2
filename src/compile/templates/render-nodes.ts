import type { Reference, TemplateNode } from '../../catalog/templates/template.ts';
import { unreachable } from '../../problem/unreachable.ts';

/** A block that is there under a condition. */
export type TestNode = Extract<TemplateNode, { kind: 'if' }>;

/** What differs between EPP and ERB; both put code between `<%` and `%>`, and `-%>` eats the line end after it. */
export interface Dialect {
  readonly text: (text: string) => string;
  /** Blanks at the start of a line, before a tag that does not have the line for itself. */
  readonly blanks: (text: string) => string;
  readonly value: (reference: Reference) => string;
  readonly each: (node: Extract<TemplateNode, { kind: 'each' }>) => string;
  readonly test: (node: TestNode, word: 'if' | 'unless') => string;
  readonly otherwise: string;
  readonly end: string;
}

/** Writes template nodes in a dialect; a tag that begins a line gets the line for itself. */
export function renderNodes(nodes: readonly TemplateNode[], dialect: Dialect): string {
  let output = '';
  const tag = (code: string) => {
    if (output === '' || output.endsWith('\n')) output += `<% ${code} -%>\n`;
    else output = `${output.replace(/(?<=^|\n)[ \t]+$/, dialect.blanks)}<% ${code} %>`;
  };
  const write = (node: TemplateNode): void => {
    switch (node.kind) {
      case 'text':
        output += dialect.text(node.text);
        return;
      case 'value':
        output += dialect.value(node.reference);
        return;
      case 'each':
        tag(dialect.each(node));
        node.body.forEach(write);
        tag(dialect.end);
        return;
      case 'if':
        if (node.body.length > 0) tag(dialect.test(node, 'if'));
        node.body.forEach(write);
        if (node.otherwise.length > 0) tag(node.body.length > 0 ? dialect.otherwise : dialect.test(node, 'unless'));
        node.otherwise.forEach(write);
        tag(dialect.end);
        return;
      default:
        unreachable(node);
    }
  };
  effective(nodes).forEach(write);
  return output;
}

/** Without blocks that write nothing, which Puppet refuses. */
function effective(nodes: readonly TemplateNode[]): TemplateNode[] {
  const inner = nodes.map((node): TemplateNode => {
    if (node.kind === 'each') return { ...node, body: effective(node.body) };
    if (node.kind === 'if') return { ...node, body: effective(node.body), otherwise: effective(node.otherwise) };
    return node;
  });
  return joined(inner.filter((node) => !isEmpty(node)));
}

const isEmpty = (node: TemplateNode): boolean =>
  (node.kind === 'text' && node.text === '') ||
  (node.kind === 'each' && node.body.length === 0) ||
  (node.kind === 'if' && node.body.length === 0 && node.otherwise.length === 0);

/** Neighbouring texts as one: a `<` and a `%` that a comment kept apart would else become a tag. */
function joined(nodes: readonly TemplateNode[]): TemplateNode[] {
  const all: TemplateNode[] = [];
  for (const node of nodes) {
    const last = all.at(-1);
    if (node.kind === 'text' && last?.kind === 'text') all.splice(-1, 1, { kind: 'text', text: last.text + node.text });
    else all.push(node);
  }
  return all;
}
