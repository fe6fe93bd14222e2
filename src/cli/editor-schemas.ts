import { readFileSync } from 'node:fs';
import { SCHEMA_NAMES, type SchemaName } from '../catalog/source/schemas.ts';

/** The text of schemas/NAME.schema.json. */
export const schemaText = (name: SchemaName): string =>
  readFileSync(new URL(`../../schemas/${name}.schema.json`, import.meta.url), 'utf8');

/** The schemas as files of one folder. */
export const schemaFiles = (folder: string): ReadonlyMap<string, string> =>
  new Map(SCHEMA_NAMES.map((name) => [`${folder}/${name}.schema.json`, schemaText(name)]));
