import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { Ajv, type SchemaObject, type ValidateFunction } from 'ajv';

/** The kinds of file that a person writes. */
export const SCHEMA_NAMES = ['catalog', 'profile', 'role', 'settings'] as const;
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

/** The checks that the build has compiled, by id; sources have none, and compile each when it is first asked for. */
const BUILT = fileURLToPath(new URL('schema-checks.cjs', import.meta.url));
const built: Readonly<Record<string, ValidateFunction>> = existsSync(BUILT) ? createRequire(BUILT)(BUILT) : {};

const ajv = new Ajv(SCHEMA_OPTIONS);
const schemas = new Map<SchemaName, SchemaObject>();
const compiled = new Map<string, ValidateFunction>();

/** The check for one kind of file, made from schemas/NAME.schema.json when first asked for. */
export const schemaCheck = (name: SchemaName): ValidateFunction => checkOf(`${name}.schema.json`, schemaOf(name));

/** The alternatives of a schema, given as `#/definitions/...`. */
export const branchesOf = (name: SchemaName, references: readonly { readonly $ref: string }[]): Branch[] =>
  references.map(({ $ref }) => {
    const key = $ref.slice('#/definitions/'.length);
    const definition = schemaOf(name)['definitions'][key] as SchemaObject;
    return {
      check: checkOf(`${name}.schema.json${$ref}`, { $ref: `${name}.schema.json${$ref}` }),
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

function checkOf(id: string, schema: SchemaObject): ValidateFunction {
  const check = compiled.get(id) ?? built[id] ?? ajv.compile(schema);
  compiled.set(id, check);
  return check;
}
