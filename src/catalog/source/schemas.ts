import { readFileSync } from 'node:fs';
import type { Ajv, SchemaObject, ValidateFunction } from 'ajv';
import { makeAjv } from '../../host/ajv.ts';
import { builtFor } from '../../host/built.ts';

/** The kinds of file that a person writes, in the order in which they are shown. */
export const SCHEMA_NAMES = [
  'settings',
  'catalog',
  'profile',
  'role',
  'release',
  'environment',
  'application',
] as const;
export type SchemaName = (typeof SCHEMA_NAMES)[number];

/** One alternative of a `oneOf`, each of which the schemas write as a reference to a definition. */
export interface Branch {
  readonly check: ValidateFunction;
  /** How it looks. */
  readonly title: string;
  readonly type: unknown;
  readonly keys: readonly string[];
  /** The key that tells it from the others. */
  readonly firstKey: string | undefined;
}

/** How schemas are compiled, here and by the build. */
export const SCHEMA_OPTIONS = {
  allErrors: true,
  strict: true,
  strictTypes: false,
  strictRequired: false,
  verbose: true,
} as const;

let ajv: Ajv | undefined;
const schemas = new Map<SchemaName, SchemaObject>();
const compiled = new Map<string, ValidateFunction>();

/** The check for one kind of file, made from schemas/NAME.schema.json when first asked for. */
export const schemaCheck = (name: SchemaName): ValidateFunction =>
  checkOf(name, `${name}.schema.json`, () => schemaOf(name));

/** The alternatives of a schema, given as `#/definitions/...`. */
export const branchesOf = (name: SchemaName, references: readonly { readonly $ref: string }[]): Branch[] =>
  references.map(({ $ref }) => {
    const key = $ref.slice('#/definitions/'.length);
    const definition = schemaOf(name)['definitions'][key] as SchemaObject;
    return {
      check: checkOf(name, `${name}.schema.json${$ref}`, () => ({ $ref: `${name}.schema.json${$ref}` })),
      title: definition['required'] ? `{${definition['required'][0]}: ...}` : (definition['description'] ?? key),
      type: definition['type'],
      keys: Object.keys(definition['properties'] ?? {}),
      firstKey: definition['required']?.[0],
    };
  });

/** A schema as it is in schemas/. */
export function schemaOf(name: SchemaName): SchemaObject {
  const known = schemas.get(name);
  if (known) return known;
  const url = new URL(`../../../schemas/${name}.schema.json`, import.meta.url);
  const schema = JSON.parse(readFileSync(url, 'utf8')) as SchemaObject;
  schemas.set(name, schema);
  return schema;
}

function checkOf(name: SchemaName, id: string, schema: () => SchemaObject): ValidateFunction {
  const check = compiled.get(id) ?? builtOf(name)[id] ?? compile(schema());
  compiled.set(id, check);
  return check;
}

function compile(schema: SchemaObject): ValidateFunction {
  ajv ??= makeAjv(SCHEMA_OPTIONS);
  return ajv.compile(schema);
}

const built = new Map<SchemaName, Readonly<Record<string, ValidateFunction>>>();

/** The checks that the build has compiled, by id; sources have none, and compile each when it is first asked for. */
function builtOf(name: SchemaName): Readonly<Record<string, ValidateFunction>> {
  const checks = built.get(name) ?? builtFor(import.meta.url, `checks/${name}.cjs`) ?? {};
  built.set(name, checks);
  return checks;
}
