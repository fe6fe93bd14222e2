import { type Code, encoded, identifier } from '../encode/code.ts';
import { rubyString, rubyValue } from '../encode/ruby.ts';

/** A resource declaration as the template prints it: each line is one property with its value. */
export interface ChefResource {
  readonly [key: string]: Code | readonly { readonly line: Code }[];
  readonly type: Code;
  readonly name: Code;
  readonly lines: readonly { readonly line: Code }[];
}

/** Declares a resource; properties without a value are left out. */
export function resource(type: string, name: Code, lines: readonly (Code | undefined)[]): ChefResource {
  return { type: identifier(type), name, lines: lines.filter((line) => line !== undefined).map((line) => ({ line })) };
}

/** One property of a resource, such as `mode '0644'`. */
export const property = (name: string, value: string | boolean | readonly string[]): Code =>
  encoded(`${identifier(name)} ${rubyValue(value)}`);

/** What the resource does, such as `action [:enable, :start]`. */
export const action = (...names: ('nothing' | 'enable' | 'start')[]): Code =>
  encoded(names.length === 1 ? `action :${names[0]}` : `action [${names.map((name) => `:${name}`).join(', ')}]`);

/** Makes another resource act when this one changes. */
export const notifies = (act: 'run' | 'restart', type: string, name: string, when: 'immediately' | 'delayed'): Code =>
  encoded(`notifies :${act}, ${rubyString(`${type}[${name}]`)}, :${when}`);

/** Hands properties of the custom resource to a template, by name. */
export const variables = (names: readonly string[]): Code =>
  encoded(`variables(\n${names.map((name) => `      ${identifier(name)}: new_resource.${name}`).join(',\n')}\n    )`);
