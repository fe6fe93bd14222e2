import { stringify } from 'yaml';
import type { Profile } from './model.ts';
import type { SchemaName } from './source/schemas.ts';
import { exampleValue } from './types/example-value.ts';

/** Where the schemas lie that the first line of a started file names, from the folder of rolebake.yaml. */
export const EDITOR_SCHEMAS = '.rolebake/schemas';

/** The files of a new catalog, by path from the folder of rolebake.yaml: one profile, and one role that uses it. */
export function catalogStarter(name: string): ReadonlyMap<string, string> {
  const { greeting, hello } = FIRST;
  return new Map([
    ['rolebake.yaml', `${schemaLine('settings', 0)}catalog: catalog\ngenerated: generated\n`],
    ['catalog/catalog.yaml', `${schemaLine('catalog', 1)}${stringify({ catalog: name, os: 'debian-12' })}`],
    ['catalog/profiles/greeting.yaml', `${schemaLine('profile', 2)}${greeting}`],
    ['catalog/roles/hello.yaml', `${schemaLine('role', 2)}${hello}`],
  ]);
}

const FIRST = {
  greeting: `profile: greeting
summary: What a person sees who logs in
parameters:
  text: {type: string, default: This machine is never changed. Build a new one., description: Text of the greeting}
resources:
  - file: /etc/motd
    content: "{{text}}\\n"
`,
  hello: `role: hello
summary: A machine that says hello
uses:
  - greeting: {text: Hello}
`,
} as const;

/** A profile that writes a file; `up` folders above it is rolebake.yaml. */
export function profileStarter(name: string, up: number): string {
  const parameters = { greeting: { type: 'string', default: 'hello', description: 'Text of the file' } };
  const resources = [{ file: `/etc/${name}.conf`, content: '{{greeting}}\n' }];
  const summary = `What ${name.replaceAll('_', ' ')} puts on a machine`;
  return schemaLine('profile', up) + stringify({ profile: name, summary, parameters, resources });
}

/** A role that uses these profiles, with example values for the parameters that it must set. */
export function roleStarter(name: string, profiles: readonly Profile[], up: number): string {
  const summary = `A machine for ${name.replaceAll('_', ' ')}`;
  return schemaLine('role', up) + stringify({ role: name, summary, uses: profiles.map(useOf) });
}

function useOf({ name, parameters }: Profile): unknown {
  const required = [...parameters.values()].filter((parameter) => parameter.default === undefined);
  if (required.length === 0) return name;
  return { [name]: Object.fromEntries(required.map((parameter) => [parameter.name, exampleValue(parameter.type)])) };
}

const schemaLine = (name: SchemaName, up: number): string =>
  `# yaml-language-server: $schema=${'../'.repeat(up)}${EDITOR_SCHEMAS}/${name}.schema.json\n`;
