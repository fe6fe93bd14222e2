import type { Ajv, Options, ValidateFunction } from 'ajv';
import { makeAjv } from '../host/ajv.ts';
import { builtFor } from '../host/built.ts';
import { entrySchema, kindsOf } from './entry-schema.ts';

const ID = 'ledger-entry.schema.json';

/** The checks that the build has compiled; sources have none, and compile them when the first entry comes. */
let checks: Readonly<Record<string, ValidateFunction>> | undefined;

/** Why a value is no entry of the ledger, by its schema; undefined if it is one. */
export function whyUnfit(value: unknown): string | undefined {
  checks ??= builtFor(import.meta.url, 'entry-checks.cjs') ?? compiledChecks();
  const check = checks?.[nameOf(value)] ?? checks?.['any'];
  if (check?.(value)) return undefined;
  const [error] = check?.errors ?? [];
  return `${error?.instancePath ?? ''} ${error?.message ?? ''}`.trim();
}

/** The check that an entry needs: that of its kind holds all that the one of any kind does. */
function nameOf(value: unknown): string {
  const kind = typeof value === 'object' && value !== null && 'kind' in value ? value.kind : undefined;
  return `kind ${String(kind)}`;
}

/** The schema with the checks that are made of it, by name: where each is in the schema. */
export function entryChecks(options: Options = {}): { ajv: Ajv; places: Readonly<Record<string, string>> } {
  const ajv = makeAjv({ ...options, allowUnionTypes: true, discriminator: true });
  const schema = entrySchema();
  ajv.addSchema(schema);
  const ofKinds = kindsOf(schema).map((kind) => [`kind ${kind}`, `${ID}#/$defs/${kind}`]);
  return { ajv, places: Object.fromEntries([['any', ID], ...ofKinds]) };
}

function compiledChecks(): Record<string, ValidateFunction> {
  const { ajv, places } = entryChecks();
  const found = Object.entries(places).map(([name, place]) => [name, ajv.getSchema(place)] as const);
  return Object.fromEntries(found.flatMap(([name, check]) => (check === undefined ? [] : [[name, check]])));
}
