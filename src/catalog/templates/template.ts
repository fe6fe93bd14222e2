import type { Parameter } from '../model.ts';
import { suggest } from '../nearest.ts';
import { article, isScalarType, type ParameterType } from '../types/parameter-type.ts';
import { isTestable } from '../types/truth.ts';
import { valueErrors } from '../types/values.ts';
import { comparisonIn } from './comparison.ts';
import { parseHandlebars } from './template-syntax.ts';

/** A value in a template: a parameter, or the item or key of the loop around it. */
export type Reference =
  | { readonly scope: 'parameter'; readonly name: string; readonly keys: readonly string[] }
  | { readonly scope: 'item'; readonly depth: number; readonly keys: readonly string[] }
  | { readonly scope: 'key'; readonly depth: number }
  | PlaceReference;

/** Where the item of a loop stands among the others. */
export interface PlaceReference {
  readonly scope: 'place';
  readonly which: 'first' | 'last' | 'index';
  readonly depth: number;
  /** What the loop goes over. */
  readonly over: Reference;
  readonly keyed: boolean;
}

/** The subset of Handlebars that becomes EPP and ERB alike. Depth counts the loops around, from 1. */
export type TemplateNode =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'value'; readonly reference: Reference; readonly type: ParameterType }
  | {
      readonly kind: 'each';
      readonly over: Reference;
      readonly keyed: boolean;
      /** Whether something in a loop over a list asks where an item stands. */
      readonly indexed?: boolean;
      readonly depth: number;
      readonly body: readonly TemplateNode[];
    }
  | {
      readonly kind: 'if';
      readonly test: Reference;
      readonly type: ParameterType;
      /** What it must be; without it, it must hold (truth.ts). */
      readonly equals?: string | number;
      readonly body: readonly TemplateNode[];
      readonly otherwise: readonly TemplateNode[];
    };

/** A complaint about a template; line and column count from 1 within its text. */
export interface TemplateFault {
  readonly code: 'invalid-template' | 'unknown-parameter' | 'flag-in-bake';
  readonly message: string;
  readonly line: number;
  readonly column: number;
  readonly hint?: string;
}

export interface ParsedTemplate {
  readonly nodes: readonly TemplateNode[];
  readonly faults: readonly TemplateFault[];
}

/**
 * Parses a template and checks every name and type in it against the parameters that it may use. The scope holds the
 * types of the items of the loops that the template stands in, the outermost first.
 */
export function parseTemplate(
  text: string,
  parameters: ReadonlyMap<string, Parameter>,
  scope: Scope = [],
): ParsedTemplate {
  const parsed = parseHandlebars(text);
  if ('fault' in parsed) return { nodes: [], faults: [{ code: 'invalid-template', ...parsed.fault }] };
  const faults: TemplateFault[] = [];
  return { nodes: new Reader(parameters, faults).block(parsed.program.body, scope), faults };
}

/** Types of the items and keys of the loops around, the outermost first. */
export type Scope = readonly LoopScope[];

interface LoopScope {
  readonly item: ParameterType;
  readonly key: ParameterType;
  /** What it goes over, if the template begins it itself. */
  readonly own?: { readonly over: Reference; readonly keyed: boolean };
}

const STRING: ParameterType = { type: 'string' };
type Found = { readonly reference: Reference; readonly type: ParameterType };

class Reader {
  readonly #parameters: ReadonlyMap<string, Parameter>;
  readonly #faults: TemplateFault[];
  /** Depths of the loops over lists in which something asks where an item stands. */
  readonly #indexed = new Set<number>();

  constructor(parameters: ReadonlyMap<string, Parameter>, faults: TemplateFault[]) {
    this.#parameters = parameters;
    this.#faults = faults;
  }

  block(statements: readonly hbs.AST.Statement[], scope: Scope): TemplateNode[] {
    return statements.flatMap((statement) => this.#statement(statement, scope));
  }

  #statement(statement: hbs.AST.Statement, scope: Scope): TemplateNode[] {
    switch (statement.type) {
      case 'ContentStatement':
        return text((statement as hbs.AST.ContentStatement).value);
      case 'CommentStatement':
        return [];
      case 'MustacheStatement':
        return this.#value(statement as hbs.AST.MustacheStatement, scope);
      case 'BlockStatement':
        return this.#compound(statement as hbs.AST.BlockStatement, scope);
      default:
        return this.#fault(statement, 'partials and decorators are not part of these templates', SUBSET);
    }
  }

  #value(statement: hbs.AST.MustacheStatement, scope: Scope): TemplateNode[] {
    if (statement.params.length > 0 || statement.hash) {
      return this.#fault(statement, 'a value takes no arguments: there are no helpers', SUBSET);
    }
    const found = this.#resolve(statement.path, scope);
    if (!found) return [];
    if (!isScalarType(found.type))
      return this.#fault(statement, `an ${found.type.type} cannot be printed`, 'go over it with {{#each}}');
    return [{ kind: 'value', ...found }];
  }

  #compound(statement: hbs.AST.BlockStatement, scope: Scope): TemplateNode[] {
    const name = String(statement.path.original);
    if (name !== 'each' && name !== 'if' && name !== 'unless')
      return this.#fault(statement, `unknown block {{#${name}}}`, SUBSET);
    const [argument] = statement.params;
    if (!argument || statement.params.length > 1 || statement.hash)
      return this.#fault(statement, `{{#${name}}} takes one argument`);
    // Handlebars has no program where a block begins with {{^.
    if (!statement.program as boolean)
      return this.#fault(statement, `{{^${name}}} is not part of these templates`, ELSE);
    if (statement.program.blockParams) return this.#fault(statement, '"as |...|" is not part of these templates', ITEM);
    const compared = name === 'each' ? undefined : comparisonIn(argument);
    const found = this.#resolve(compared?.subject ?? argument, scope);
    if (!found) return [];
    if (name === 'each') return this.#each(statement, found, scope);
    return this.#mayHold(statement, found, name, compared?.value)
      ? [this.#if(statement, found, scope, { word: name, equals: compared?.value })]
      : [];
  }

  #each(statement: hbs.AST.BlockStatement, found: Found, scope: Scope): TemplateNode[] {
    const item = found.type.items ?? found.type.values;
    if (!item) return this.#fault(statement, '{{#each}} goes over an array, or an object with values');
    if (statement.inverse)
      return this.#fault(statement, '{{#each}} takes no {{else}}', '{{#unless NAME}}...{{/unless}} beside it');
    const [over, keyed, depth] = [found.reference, found.type.type === 'object', scope.length + 1];
    this.#indexed.delete(depth);
    const body = this.block(statement.program.body, [
      ...scope,
      { item, key: found.type.keys ?? STRING, own: { over, keyed } },
    ]);
    return [{ kind: 'each', over, keyed, indexed: !keyed && this.#indexed.has(depth), depth, body }];
  }

  /** Whether a test can turn out in either way; if not, that is a fault. */
  #mayHold(statement: hbs.AST.BlockStatement, { type }: Found, word: string, equals?: string | number): boolean {
    if (equals === undefined ? isTestable(type) : valueErrors(equals, type).length === 0) return true;
    const message =
      equals === undefined
        ? `{{#${word}}} tests a boolean, a text, a list, or a value that may be absent, not ${article(type)}`
        : `this is never ${JSON.stringify(equals)}: it is ${article(type)}`;
    this.#fault(statement, message, equals === undefined ? EQUAL : type.enum && `one of: ${type.enum.join(', ')}`);
    return false;
  }

  #if(
    statement: hbs.AST.BlockStatement,
    found: Found,
    scope: Scope,
    { word, equals }: { readonly word: 'if' | 'unless'; readonly equals: string | number | undefined },
  ): TemplateNode {
    const then = this.block(statement.program.body, scope);
    const not = this.block(statement.inverse?.body ?? [], scope);
    const [body, otherwise] = word === 'if' ? [then, not] : [not, then];
    const compared = equals === undefined ? {} : { equals };
    return { kind: 'if', test: found.reference, type: found.type, ...compared, body, otherwise };
  }

  #resolve(expression: hbs.AST.Expression, scope: Scope): Found | undefined {
    const path = expression as hbs.AST.PathExpression;
    if (expression.type === 'SubExpression')
      return this.#noValue(expression, 'the only thing that can be asked in (...) is eq', EQUAL);
    if (path.type !== 'PathExpression') return this.#noValue(expression, 'a literal cannot stand here');
    const parts = path.parts.map(String);
    if (path.data) return this.#special(path, parts, scope);
    const depth = scope.length - path.depth;
    const isParameter = depth === 0 && parts.length > 0 && !/^(\.\.\/)*this\b/.test(path.original);
    if (isParameter) return this.#parameter(path, parts);
    const loop = scope[depth - 1];
    if (!loop) return this.#noValue(path, `${path.original} goes out of the loops`);
    return this.#keys(path, { scope: 'item', depth, keys: parts }, loop.item, parts);
  }

  #special(path: hbs.AST.PathExpression, parts: string[], scope: Scope): Found | undefined {
    if (parts[0] === 'root') return this.#parameter(path, parts.slice(1));
    const loop = scope[scope.length - path.depth - 1];
    const isKey = parts.length === 1 && parts[0] === 'key';
    const depth = scope.length - path.depth;
    if (isKey && loop) return { reference: { scope: 'key', depth }, type: loop.key };
    const which = PLACES.find((one) => parts.length === 1 && parts[0] === one);
    if (!which || !loop) return this.#noValue(path, `unknown ${path.original}`, SPECIAL);
    return this.#place(path, which, depth, loop);
  }

  #place(path: hbs.AST.PathExpression, which: PlaceReference['which'], depth: number, loop: LoopScope) {
    if (!loop.own) return this.#noValue(path, `${path.original} is known in {{#each}}, not in the each: of a resource`);
    const { over, keyed } = loop.own;
    if (keyed && which === 'index')
      return this.#noValue(path, '@index counts the items of a list; a map has keys', '{{@key}}');
    this.#indexed.add(depth);
    const type: ParameterType = { type: which === 'index' ? 'integer' : 'boolean' };
    return { reference: { scope: 'place' as const, which, depth, over, keyed }, type };
  }

  #parameter(path: hbs.AST.PathExpression, parts: string[]): Found | undefined {
    const [name = '', ...keys] = parts;
    const parameter = this.#parameters.get(name);
    const flag = /^[A-Z][A-Z0-9_]*$/.exec(name === 'flags' ? (keys[0] ?? '') : name)?.[0];
    if (flag !== undefined) {
      const message = `${flag} is a flag: it is given at launch, and a bake knows no value for it`;
      return this.#noValue(path, message, `let the program read $CREDENTIALS_DIRECTORY/${flag}`, 'flag-in-bake');
    }
    if (parameter) return this.#keys(path, { scope: 'parameter', name, keys }, parameter.type, keys);
    return this.#noValue(
      path,
      `unknown parameter ${name}`,
      suggest(name, this.#parameters.keys()),
      'unknown-parameter',
    );
  }

  #keys(
    path: hbs.AST.PathExpression,
    reference: Reference,
    type: ParameterType,
    keys: readonly string[],
  ): Found | undefined {
    let inner = type;
    for (const key of keys) {
      const known = inner.properties ?? {};
      const next = Object.hasOwn(known, key) ? known[key] : undefined;
      if (!next) return this.#noKey(path, key, inner);
      inner = inner.required?.includes(key) && !inner.optional ? next : { ...next, optional: true };
    }
    return { reference, type: inner };
  }

  #noKey(path: hbs.AST.PathExpression, key: string, type: ParameterType): undefined {
    const known = Object.keys(type.properties ?? {});
    const what = known.length > 0 ? `${path.original}: no key ${key}` : `${article(type)} has no key ${key}`;
    const hint = known.length > 0 ? suggest(key, known) : undefined;
    return this.#noValue(path, what, hint, 'unknown-parameter');
  }

  #noValue(
    node: hbs.AST.Node,
    message: string,
    hint?: string,
    code: TemplateFault['code'] = 'invalid-template',
  ): undefined {
    this.#fault(node, message, hint, code);
    return undefined;
  }

  #fault(node: hbs.AST.Node, message: string, hint?: string, code: TemplateFault['code'] = 'invalid-template'): [] {
    const { line, column } = node.loc.start;
    this.#faults.push({ code, message, line, column: column + 1, ...(hint === undefined ? {} : { hint }) });
    return [];
  }
}

const EQUAL = '{{#if (eq NAME "text")}}';
const PLACES = ['first', 'last', 'index'] as const;
const SPECIAL = 'known: @key, @first, @last and @index in {{#each}}; @root.PARAMETER';
const SUBSET = 'templates have {{NAME}}, {{#each}}, {{#if}}, {{#unless}} and {{else}}';
const ELSE = '{{#if ...}}{{else}}...{{/if}}';
const ITEM = 'the item is {{this}}, its keys {{KEY}}';

const text = (value: string): TemplateNode[] => (value === '' ? [] : [{ kind: 'text', text: value }]);
