import { Ajv } from 'ajv';
import standalone from 'ajv/dist/standalone/index.js';
import { jsonSchemaOf } from '../../src/catalog/types/type-schema.ts';
import { COMMON_TYPES, keyOf, TYPE_OPTIONS } from '../../src/catalog/types/values.ts';

/** A module with the check of each common type, by the key of its schema. */
export function typeChecks(): string {
  const ajv = new Ajv({ ...TYPE_OPTIONS, code: { source: true } });
  for (const [index, type] of COMMON_TYPES.entries()) ajv.addSchema(jsonSchemaOf(type), `type-${index}`);
  return standalone.default(ajv, Object.fromEntries(COMMON_TYPES.map((type, index) => [keyOf(type), `type-${index}`])));
}
