import { readFileSync } from 'node:fs';
import type { SchemaName } from '../catalog/source/schemas.ts';

/** The files that an author writes, and so the schemas that editors want. */
export const EDITOR_SCHEMA_NAMES = [
  'settings',
  'catalog',
  'profile',
  'role',
  'release',
  'environment',
  'application',
] as const satisfies readonly SchemaName[];

/** The text of schemas/NAME.schema.json. */
export const schemaText = (name: SchemaName): string =>
  readFileSync(new URL(`../../schemas/${name}.schema.json`, import.meta.url), 'utf8');

/** The schemas as files of one folder. */
export const schemaFiles = (folder: string): ReadonlyMap<string, string> =>
  new Map(EDITOR_SCHEMA_NAMES.map((name) => [`${folder}/${name}.schema.json`, schemaText(name)]));
