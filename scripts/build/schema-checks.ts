import { Ajv } from 'ajv';
import standalone from 'ajv/dist/standalone/index.js';
import { SCHEMA_OPTIONS, type SchemaName, schemaOf } from '../../src/catalog/source/schemas.ts';
import { entryChecks } from '../../src/ledger/entry-check.ts';

/** A module with the check of a schema and of each of its definitions, by id: no command has to compile them. */
export function schemaChecks(name: SchemaName): string {
  const ajv = new Ajv({ ...SCHEMA_OPTIONS, code: { source: true } });
  const schema = schemaOf(name);
  ajv.addSchema(schema);
  const id = `${name}.schema.json`;
  const ids = [id, ...Object.keys(schema['definitions'] ?? {}).map((key) => `${id}#/definitions/${key}`)];
  return standalone.default(ajv, Object.fromEntries(ids.map((one) => [one, one])));
}

/** A module with the checks of entries of the ledger, by name. */
export function ledgerChecks(): string {
  const { ajv, places } = entryChecks({ code: { source: true } });
  return standalone.default(ajv, places);
}
