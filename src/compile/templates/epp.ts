import type { PlaceReference, Reference, TemplateNode } from '../../catalog/templates/template.ts';
import type { ParameterType } from '../../catalog/types/parameter-type.ts';
import { truthOf } from '../../catalog/types/truth.ts';
import type { Value } from '../../catalog/types/value.ts';
import { unreachable } from '../../problem/unreachable.ts';
import { puppetString, puppetValue } from '../encode/puppet.ts';
import { puppetType } from '../encode/puppet-type.ts';
import { eppText } from '../encode/template-text.ts';
import { type Dialect, renderNodes } from './render-nodes.ts';

/** A variable that a template receives, with its type. */
export interface EppParameter {
  readonly name: string;
  readonly type: ParameterType;
}

/** An EPP template with typed parameters, among them `_item` and `_key` of the loop around its file. */
export function epp(nodes: readonly TemplateNode[], parameters: readonly EppParameter[]): string {
  const typed = parameters.map((parameter) => `${puppetType(parameter.type, INDENT)} $${parameter.name}`);
  const header = typed.length === 0 ? '' : `<%- | ${typed.join(`,\n${INDENT}`)} | -%>\n`;
  return header + renderNodes(nodes, dialect);
}

/** Parameters stand below each other. */
const INDENT = '      ';

const dialect: Dialect = {
  text: eppText,
  blanks: (text) => text,
  value: (reference) => `<%= ${puppetReference(reference)} %>`,
  each: ({ over, keyed, indexed, depth }) => {
    const first = keyed ? `$${key(depth)}, ` : indexed ? `$${index(depth)}, ` : '';
    return `${list(over, keyed)}.each |${first}$${item(depth)}| {`;
  },
  test: ({ test, type, equals }, word) =>
    `${word} ${equals === undefined ? puppetTruth(test, type) : puppetEquality(puppetReference(test), [equals])} {`,
  otherwise: '} else {',
  end: '}',
};

/** Whether a value is one of these, as an expression of Puppet. Texts are compared as types: `==` does not tell `A` from `a`. */
export function puppetEquality(subject: string, values: readonly Value[]): string {
  const texts = values.filter((value) => typeof value === 'string');
  if (texts.length === values.length) return `${subject} =~ Enum[${texts.map(puppetString).join(', ')}]`;
  return values.length === 1
    ? `${subject} == ${puppetValue(values[0] ?? null)}`
    : `${subject} in ${puppetValue(values)}`;
}

/** Whether a value holds, as an expression of Puppet. */
export function puppetTruth(reference: Reference, type: ParameterType): string {
  const value = puppetReference(reference);
  const truth = truthOf(type);
  switch (truth) {
    case 'true':
      return value;
    case 'present':
      return `${value} =~ NotUndef`;
    case 'not zero':
      return `${value} =~ NotUndef and ${value} != 0`;
    case 'not empty':
      return type.optional ? `${value} =~ NotUndef and !${value}.empty` : `!${value}.empty`;
    default:
      return unreachable(truth);
  }
}

/** Names of loop variables begin with `_`, which no parameter's name does. */
const item = (depth: number): string => (depth === 1 ? '_item' : `_item${depth}`);
const key = (depth: number): string => (depth === 1 ? '_key' : `_key${depth}`);
const index = (depth: number): string => (depth === 1 ? '_index' : `_index${depth}`);

/** What a loop goes over; nothing, where an item lacks the key. */
const list = (over: Reference, keyed: boolean): string =>
  isOptional(over) ? `${puppetReference(over)}.lest || { ${keyed ? '{}' : '[]'} }` : puppetReference(over);

const isOptional = (reference: Reference): boolean => 'keys' in reference && reference.keys.length > 0;

/** A reference as an expression of Puppet. */
export function puppetReference(reference: Reference): string {
  if (reference.scope === 'key') return `$${key(reference.depth)}`;
  if (reference.scope === 'place') return place(reference);
  const base = reference.scope === 'parameter' ? `$${reference.name}` : `$${item(reference.depth)}`;
  const keys = reference.keys.map(puppetString);
  return keys.length > 1 ? `${base}.dig(${keys.join(', ')})` : base + keys.map((name) => `[${name}]`).join('');
}

/** Where in its loop an item is. Keys are compared as types, for `==` does not tell `A` from `a`. */
function place({ which, over, keyed, depth }: PlaceReference): string {
  if (which === 'index') return `$${index(depth)}`;
  if (keyed) return `$${key(depth)} =~ Enum[(${list(over, true)}).keys[${which === 'first' ? 0 : -1}]]`;
  return `$${index(depth)} == ${which === 'first' ? '0' : `(${list(over, false)}).length - 1`}`;
}
