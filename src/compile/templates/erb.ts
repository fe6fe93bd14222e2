import type { Reference, TemplateNode } from '../../catalog/templates/template.ts';
import type { ParameterType } from '../../catalog/types/parameter-type.ts';
import { unreachable } from '../../problem/unreachable.ts';
import { rubyString } from '../encode/ruby.ts';
import { erbString, erbText } from '../encode/template-text.ts';
import { type Dialect, renderNodes } from './render-nodes.ts';
import { truthOf } from './truth.ts';

/**
 * An ERB template for Chef, whose values arrive as instance variables: parameters, and `@item` and `@key` where its
 * file stands in a loop.
 */
export const erb = (nodes: readonly TemplateNode[], isInLoop = false): string =>
  renderNodes(nodes, dialectOf(isInLoop ? 1 : 0));

/** The first loops are around the file; their item is given. */
function dialectOf(given: number): Dialect {
  const local = (name: string, depth: number) => (depth <= given ? `@${name}` : numbered(name, depth - given));
  const code = (reference: Reference): string => {
    if (reference.scope === 'key') return local('key', reference.depth);
    const base = reference.scope === 'parameter' ? `@${reference.name}` : local('item', reference.depth);
    return digging(base, reference.keys.map(erbString));
  };
  /** What a loop goes over; nothing, where an item lacks the key. */
  const list = (over: Reference, keyed: boolean) =>
    isOptional(over) ? `(${code(over)} || ${keyed ? '{}' : '[]'})` : code(over);
  return {
    text: erbText,
    /** Chef's Erubis drops a line that holds blanks and a tag alone. */
    blanks: (text) => `<%= ${rubyString(text)} %>`,
    value: (reference) => `<%= ${code(reference)} %>`,
    each: ({ over, keyed, depth }) =>
      `${list(over, keyed)}.each do |${keyed ? `${local('key', depth)}, ` : ''}${local('item', depth)}|`,
    test: (reference, type) => holds(code(reference), type),
    otherwise: 'else',
    end: 'end',
  };
}

function holds(value: string, type: ParameterType): string {
  const truth = truthOf(type);
  switch (truth) {
    case 'true':
      return `if ${value}`;
    case 'present':
      return `unless ${value}.nil?`;
    case 'not zero':
      return `unless [nil, 0].include?(${value})`;
    case 'not empty':
      return type.optional ? `unless ${value}.nil? || ${value}.empty?` : `unless ${value}.empty?`;
    default:
      return unreachable(truth);
  }
}

const numbered = (name: string, depth: number): string => (depth === 1 ? name : `${name}${depth}`);

const isOptional = (reference: Reference): boolean => reference.scope !== 'key' && reference.keys.length > 0;

/** A value under keys, of which any but the last may be missing. */
export const digging = (base: string, keys: readonly string[]): string =>
  keys.length > 1 ? `${base}.dig(${keys.join(', ')})` : base + keys.map((name) => `[${name}]`).join('');
