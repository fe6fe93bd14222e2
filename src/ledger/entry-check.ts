import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { Ajv, type ValidateFunction } from 'ajv';
import type { LedgerEntry } from './entry-types.gen.ts';

/** How the schema of entries is compiled, here and by the build. */
export const ENTRY_OPTIONS = { allowUnionTypes: true, discriminator: true } as const;

/** The check that the build has compiled; sources have none, and compile it when the first entry comes. */
const BUILT = fileURLToPath(new URL('entry-check.cjs', import.meta.url));
let compiled: ValidateFunction<LedgerEntry> | undefined;

/** Why a value is no entry of the ledger, by its schema; undefined if it is one. */
export function whyUnfit(value: unknown): string | undefined {
  compiled ??= existsSync(BUILT) ? createRequire(BUILT)(BUILT) : new Ajv(ENTRY_OPTIONS).compile(entrySchema());
  if (compiled?.(value)) return undefined;
  const [error] = compiled?.errors ?? [];
  return `${error?.instancePath ?? ''} ${error?.message ?? ''}`.trim();
}

/** schemas/ledger-entry.schema.json, read. */
export function entrySchema() {
  const file = new URL('../../schemas/ledger-entry.schema.json', import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8'));
}
