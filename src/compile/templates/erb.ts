import type { PlaceReference, Reference, TemplateNode } from '../../catalog/templates/template.ts';
import type { ParameterType } from '../../catalog/types/parameter-type.ts';
import { truthOf } from '../../catalog/types/truth.ts';
import { unreachable } from '../../problem/unreachable.ts';
import { rubyString, rubyValue } from '../encode/ruby.ts';
import { erbString, erbText } from '../encode/template-text.ts';
import { type Dialect, renderNodes } from './render-nodes.ts';

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
    if (reference.scope === 'place') return place(reference);
    const base = reference.scope === 'parameter' ? `@${reference.name}` : local('item', reference.depth);
    return digging(base, reference.keys.map(erbString));
  };
  /** What a loop goes over; nothing, where an item lacks the key. */
  const list = (over: Reference, keyed: boolean) =>
    isOptional(over) ? `(${code(over)} || ${keyed ? '{}' : '[]'})` : code(over);
  const place = ({ which, over, keyed, depth }: PlaceReference): string => {
    if (keyed) return `${local('key', depth)} == ${list(over, true)}.keys.${which}`;
    if (which === 'index') return local('index', depth);
    return `${local('index', depth)} == ${which === 'first' ? '0' : `${list(over, false)}.size - 1`}`;
  };
  return {
    text: erbText,
    /** Chef's Erubis drops a line that holds blanks and a tag alone. */
    blanks: (text) => `<%= ${rubyString(text)} %>`,
    value: (reference) => `<%= ${code(reference)} %>`,
    each: ({ over, keyed, indexed, depth }) => {
      const [first, last] = [keyed ? `${local('key', depth)}, ` : '', indexed ? `, ${local('index', depth)}` : ''];
      return `${list(over, keyed)}.each${indexed ? '_with_index' : ''} do |${first}${local('item', depth)}${last}|`;
    },
    test: ({ test: reference, type, equals }, word) => {
      if (equals !== undefined)
        return `${word} ${code(reference)} == ${typeof equals === 'string' ? erbString(equals) : rubyValue(equals)}`;
      const { negative, code: test } = rubyTest(code(reference), type);
      return `${negative === (word === 'if') ? 'unless' : 'if'} ${test}`;
    },
    otherwise: 'else',
    end: 'end',
  };
}

/** Whether a value holds, as an expression of Ruby: of a negative one, it holds where the code does not. */
export function rubyTest(value: string, type: ParameterType): { readonly code: string; readonly negative: boolean } {
  const truth = truthOf(type);
  switch (truth) {
    case 'true':
      return { code: value, negative: false };
    case 'present':
      return { code: `${value}.nil?`, negative: true };
    case 'not zero':
      return { code: `[nil, 0].include?(${value})`, negative: true };
    case 'not empty':
      return { code: type.optional ? `${value}.nil? || ${value}.empty?` : `${value}.empty?`, negative: true };
    default:
      return unreachable(truth);
  }
}

const numbered = (name: string, depth: number): string => (depth === 1 ? name : `${name}${depth}`);

const isOptional = (reference: Reference): boolean => 'keys' in reference && reference.keys.length > 0;

/** A value under keys, of which any but the last may be missing. */
export const digging = (base: string, keys: readonly string[]): string =>
  keys.length > 1 ? `${base}.dig(${keys.join(', ')})` : base + keys.map((name) => `[${name}]`).join('');
