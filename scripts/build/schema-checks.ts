import { Ajv } from 'ajv';
import standalone from 'ajv/dist/standalone/index.js';
import { SCHEMA_NAMES, SCHEMA_OPTIONS, schemaOf } from '../../src/catalog/source/schemas.ts';
import { entryChecks } from '../../src/ledger/entry-check.ts';

/** A module with the check of every schema and of each of its definitions, by id: no command has to compile them. */
export function schemaChecks(): string {
  const ajv = new Ajv({ ...SCHEMA_OPTIONS, code: { source: true } });
  const ids = SCHEMA_NAMES.flatMap((name) => {
    const schema = schemaOf(name);
    ajv.addSchema(schema);
    const id = `${name}.schema.json`;
    return [id, ...Object.keys(schema['definitions'] ?? {}).map((key) => `${id}#/definitions/${key}`)];
  });
  return standalone.default(ajv, Object.fromEntries(ids.map((id) => [id, id])));
}

/** A module with the checks of entries of the ledger, by name. */
export function ledgerChecks(): string {
  const { ajv, places } = entryChecks({ code: { source: true } });
  return standalone.default(ajv, places);
}
