import { readFileSync } from 'node:fs';
import { Ajv, type ValidateFunction } from 'ajv';

/** The kinds of file that a person writes. */
export type SchemaName = 'catalog' | 'profile' | 'role' | 'settings';

const ajv = new Ajv({ allErrors: true, strict: true, strictTypes: false, strictRequired: false, verbose: true });
const compiled = new Map<SchemaName, ValidateFunction>();

/** The check for one kind of file, made from schemas/NAME.schema.json when first asked for. */
export function schemaCheck(name: SchemaName): ValidateFunction {
  const known = compiled.get(name);
  if (known) return known;
  const url = new URL(`../../schemas/${name}.schema.json`, import.meta.url);
  const check = ajv.compile(JSON.parse(readFileSync(url, 'utf8')));
  compiled.set(name, check);
  return check;
}
