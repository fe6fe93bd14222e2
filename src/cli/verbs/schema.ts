import type { SchemaName } from '../../catalog/source/schemas.ts';
import { Refusal } from '../../problem/problem.ts';
import type { Session } from '../session.ts';
import { table } from '../table.ts';
import { type Answer, type Options, textOption, type Verb } from '../verb.ts';

export const schemaVerb: Verb = {
  name: 'schema',
  summary: 'print the JSON Schema of a kind of file, or write all for editors',
  arguments: [{ name: '[name]', description: 'such as role or environment; default: list them' }],
  options: [{ flags: '--output <folder>', description: 'write the schemas there, over what is there' }],
  examples: ['rolebake schema role', 'rolebake schema --output .rolebake/schemas'],
  run,
};

async function run(session: Session, [wanted]: readonly string[], options: Options): Promise<Answer> {
  const { SCHEMA_NAMES } = await import('../../catalog/source/schemas.ts');
  const { schemaText } = await import('../editor-schemas.ts');
  const folder = textOption(options, 'output');
  const names = SCHEMA_NAMES.filter((name) => wanted === undefined || name === wanted);
  if (names.length === 0) throw await unknownName(wanted ?? '', SCHEMA_NAMES);
  if (folder !== undefined) return await write(session, folder, names);
  if (wanted === undefined) return list(names.map((name) => [name, JSON.parse(schemaText(name)) as Described]));
  const text = names.map(schemaText).join('');
  return { data: JSON.parse(text), text };
}

interface Described {
  readonly description: string;
}

const list = (schemas: readonly (readonly [string, Described])[]): Answer => ({
  data: schemas.map(([name, { description }]) => ({ name, description })),
  text: table(schemas.map(([name, { description }]) => [name, description])),
});

async function write(session: Session, folder: string, names: readonly SchemaName[]): Promise<Answer> {
  const { mkdirSync, writeFileSync } = await import('node:fs');
  const { resolve } = await import('node:path');
  const { schemaText } = await import('../editor-schemas.ts');
  const files = names.map((name) => `${folder}/${name}.schema.json`);
  mkdirSync(resolve(session.cwd, folder), { recursive: true });
  for (const name of names) writeFileSync(resolve(session.cwd, folder, `${name}.schema.json`), schemaText(name));
  return { data: { written: files }, text: files.map((file) => `wrote ${file}`).join('\n') };
}

async function unknownName(name: string, known: readonly string[]): Promise<Refusal> {
  const { suggest } = await import('../../catalog/nearest.ts');
  const message = `there is no schema ${JSON.stringify(name)}`;
  return new Refusal({ code: 'usage', message, hint: suggest(name, known) });
}
