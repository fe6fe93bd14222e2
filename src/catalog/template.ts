import Handlebars from 'handlebars';
import type { Parameter } from './model.ts';
import { suggest } from './nearest.ts';
import { isScalarType, type ParameterType } from './parameter-type.ts';

/** A value in a template: a parameter, or the item or key of the loop around it. */
export type Reference =
  | { readonly scope: 'parameter'; readonly name: string; readonly keys: readonly string[] }
  | { readonly scope: 'item'; readonly depth: number; readonly keys: readonly string[] }
  | { readonly scope: 'key'; readonly depth: number };

/** The subset of Handlebars that becomes EPP and ERB alike. Depth counts the loops around, from 1. */
export type TemplateNode =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'value'; readonly reference: Reference; readonly type: ParameterType }
  | {
      readonly kind: 'each';
      readonly over: Reference;
      readonly keyed: boolean;
      readonly depth: number;
      readonly body: readonly TemplateNode[];
    }
  | {
      readonly kind: 'if';
      readonly test: Reference;
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

/** Parses a template and checks every name and type in it against the parameters that it may use. */
export function parseTemplate(text: string, parameters: ReadonlyMap<string, Parameter>): ParsedTemplate {
  const faults: TemplateFault[] = [];
  try {
    const program = Handlebars.parse(text);
    return { nodes: new Reader(parameters, faults).block(program.body, []), faults };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const line = Number(/line (\d+)/.exec(message)?.[1] ?? 1);
    const cause = message.split('\n').at(-1) ?? message;
    return { nodes: [], faults: [{ code: 'invalid-template', message: `not a template: ${cause}`, line, column: 1 }] };
  }
}

type Scope = readonly ParameterType[];
type Found = { readonly reference: Reference; readonly type: ParameterType };

class Reader {
  readonly #parameters: ReadonlyMap<string, Parameter>;
  readonly #faults: TemplateFault[];

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
        return this.#fault(statement, `${statement.type} is not part of rolebake's templates`);
    }
  }

  #value(statement: hbs.AST.MustacheStatement, scope: Scope): TemplateNode[] {
    if (statement.params.length > 0) return this.#fault(statement, 'a value takes no arguments');
    const found = this.#resolve(statement.path, scope);
    if (!found) return [];
    if (!isScalarType(found.type))
      return this.#fault(statement, `an ${found.type.type} cannot be printed; use {{#each}}`);
    return [{ kind: 'value', ...found }];
  }

  #compound(statement: hbs.AST.BlockStatement, scope: Scope): TemplateNode[] {
    const name = statement.path.original;
    const [argument] = statement.params;
    if (!argument || statement.params.length > 1) return this.#fault(statement, `{{#${name}}} takes one argument`);
    const found = this.#resolve(argument, scope);
    if (!found) return [];
    if (name === 'each') return this.#each(statement, found, scope);
    if (name === 'if') return this.#if(statement, found, scope);
    return this.#fault(statement, `unknown block {{#${name}}}`, 'known: each, if');
  }

  #each(statement: hbs.AST.BlockStatement, found: Found, scope: Scope): TemplateNode[] {
    const item = found.type.items ?? found.type.values;
    if (!item) return this.#fault(statement, '{{#each}} goes over an array, or an object with values');
    const inner = [...scope, item];
    const body = this.block(statement.program.body, inner);
    return [{ kind: 'each', over: found.reference, keyed: found.type.type === 'object', depth: inner.length, body }];
  }

  #if(statement: hbs.AST.BlockStatement, found: Found, scope: Scope): TemplateNode[] {
    const optional = found.reference.scope === 'item' && found.reference.keys.length > 0;
    if (found.type.type !== 'boolean' && !optional) {
      return this.#fault(statement, '{{#if}} tests a boolean, or a key that an item may lack');
    }
    const body = this.block(statement.program.body, scope);
    return [{ kind: 'if', test: found.reference, body, otherwise: this.block(statement.inverse?.body ?? [], scope) }];
  }

  #resolve(expression: hbs.AST.Expression, scope: Scope): Found | undefined {
    const path = expression as hbs.AST.PathExpression;
    if (path.type !== 'PathExpression') return this.#noValue(expression, 'a literal cannot stand here');
    const parts = path.parts.map(String);
    if (path.data) return this.#special(path, parts, scope);
    const depth = scope.length - path.depth;
    const isParameter = depth === 0 && !/^(\.\.\/)*this\b/.test(path.original);
    if (isParameter) return this.#parameter(path, parts);
    const item = scope[depth - 1];
    if (!item) return this.#noValue(path, `${path.original} goes out of the loops`);
    return this.#keys(path, { scope: 'item', depth, keys: parts }, item, parts);
  }

  #special(path: hbs.AST.PathExpression, parts: string[], scope: Scope): Found | undefined {
    if (parts[0] === 'root') return this.#parameter(path, parts.slice(1));
    const isKey = parts.length === 1 && parts[0] === 'key' && scope.length > path.depth;
    if (isKey) return { reference: { scope: 'key', depth: scope.length - path.depth }, type: { type: 'string' } };
    return this.#noValue(path, `unknown ${path.original}`, 'known: @key in {{#each}}, @root.PARAMETER');
  }

  #parameter(path: hbs.AST.PathExpression, parts: string[]): Found | undefined {
    const [name = '', ...keys] = parts;
    const parameter = this.#parameters.get(name);
    if (parameter) return this.#keys(path, { scope: 'parameter', name, keys }, parameter.type, keys);
    if (/^[A-Z][A-Z0-9_]*$/.test(name)) {
      const message = `${name} is a flag: it is given at launch, and a bake knows no value for it`;
      return this.#noValue(path, message, `let the program read $CREDENTIALS_DIRECTORY/${name}`, 'flag-in-bake');
    }
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
      const next: ParameterType | undefined = inner.properties?.[key];
      if (!next)
        return this.#noValue(
          path,
          `${path.original}: no key ${key}`,
          suggest(key, Object.keys(inner.properties ?? {})),
          'unknown-parameter',
        );
      inner = next;
    }
    return { reference, type: inner };
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

const text = (value: string): TemplateNode[] => (value === '' ? [] : [{ kind: 'text', text: value }]);
