import { readFileSync } from 'node:fs';

/** What the schema of entries uses of JSON Schema, draft 7. */
export interface Schema {
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, Schema>>;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
  readonly propertyNames?: Schema;
  readonly items?: Schema;
  readonly minItems?: number;
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly if?: { readonly properties: { readonly kind: { readonly enum: readonly string[] } } };
}

/** The schema of entries, as authors of other programs get it. */
export function entrySchema(): Schema {
  const file = new URL('../../schemas/ledger-entry.schema.json', import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8'));
}

/** The kinds that the schema knows; each has its own among the `$defs`. */
export function kindsOf(schema: Schema): readonly string[] {
  return schema.if?.properties.kind.enum ?? [];
}
