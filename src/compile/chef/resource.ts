import { type Code, encoded, identifier } from '../encode/code.ts';
import { rubyString, rubyValue } from '../encode/ruby.ts';

/** A resource declaration as it stands in an action; properties without a value are left out. */
export function resource(type: string, name: Code, lines: readonly (Code | undefined)[]): Code {
  const given = lines.filter((line) => line !== undefined);
  if (given.length === 0) return encoded(`  ${identifier(type)} ${name}\n`);
  return encoded(`  ${identifier(type)} ${name} do\n${given.map((line) => `    ${line}\n`).join('')}  end\n`);
}

/** One property of a resource, such as `mode '0644'`; code is its value as it is. */
export const property = (name: string, value: Code | undefined): Code | undefined =>
  value === undefined ? undefined : encoded(`${identifier(name)} ${value}`);

/** A property whose value is plain data. */
export const data = (
  name: string,
  value: string | number | boolean | readonly string[] | undefined,
): Code | undefined => (value === undefined ? undefined : property(name, rubyValue(value)));

type Action = 'nothing' | 'enable' | 'start' | 'disable' | 'stop' | 'install' | 'lock' | 'purge';

/** What the resource does, such as `action [:enable, :start]`. */
export const action = (...names: Action[]): Code =>
  encoded(names.length === 1 ? `action :${names[0]}` : `action [${names.map((name) => `:${name}`).join(', ')}]`);

/** Hands values to a template by name. */
export const variables = (values: readonly (readonly [name: string, code: string])[]): Code =>
  encoded(`variables(\n${values.map(([name, code]) => `      ${identifier(name)}: ${code}`).join(',\n')}\n    )`);

/** Hands variables of the environment to a command. */
export const environment = (values: readonly (readonly [name: string, code: Code])[]): Code | undefined => {
  if (values.length === 0) return undefined;
  const lines = values.map(([name, code]) => `      ${rubyString(name)} => ${code}`);
  return encoded(`environment(\n${lines.join(',\n')}\n    )`);
};
