import type { Reference, TemplateNode } from '../../catalog/template.ts';
import { unreachable } from '../../problem/unreachable.ts';

/** What differs between EPP and ERB; both put code between `<%` and `%>`, and `-%>` eats the line end after it. */
export interface Dialect {
  readonly text: (text: string) => string;
  readonly value: (reference: Reference) => string;
  readonly each: (node: Extract<TemplateNode, { kind: 'each' }>) => string;
  readonly test: (reference: Reference) => string;
  readonly otherwise: string;
  readonly end: string;
}

/** Writes template nodes in a dialect; a tag that begins a line gets the line for itself. */
export function renderNodes(nodes: readonly TemplateNode[], dialect: Dialect): string {
  let output = '';
  const tag = (code: string) => {
    output += output === '' || output.endsWith('\n') ? `<% ${code} -%>\n` : `<% ${code} %>`;
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
        tag(dialect.test(node.test));
        node.body.forEach(write);
        if (node.otherwise.length > 0) tag(dialect.otherwise);
        node.otherwise.forEach(write);
        tag(dialect.end);
        return;
      default:
        unreachable(node);
    }
  };
  nodes.forEach(write);
  return output;
}
