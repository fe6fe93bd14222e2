import { createRequire } from 'node:module';
import type { Ajv, Options } from 'ajv';
import { builtFor } from './built.ts';

/** A compiler of JSON Schemas. It is loaded only when one is asked for: a built rolebake has its schemas compiled. */
export function makeAjv(options: Options): Ajv {
  const ajv =
    builtFor<typeof import('ajv')>(import.meta.url, '../late/ajv.cjs') ?? createRequire(import.meta.url)('ajv');
  return new ajv.Ajv(options);
}
