import { createRequire } from 'node:module';
import type { Ajv, Options } from 'ajv';

/** A compiler of JSON Schemas. It is loaded only when one is asked for: a built rolebake has its schemas compiled. */
export function makeAjv(options: Options): Ajv {
  const ajv: typeof import('ajv') = createRequire(import.meta.url)('ajv');
  return new ajv.Ajv(options);
}
