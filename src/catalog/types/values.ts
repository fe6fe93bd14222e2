import type { Ajv, ErrorObject, ValidateFunction } from 'ajv';
import { makeAjv } from '../../host/ajv.ts';
import { builtFor } from '../../host/built.ts';
import type { Parameter } from '../model.ts';
import type { Complaints } from '../source/complaints.ts';
import { problemsOf } from '../source/schema-problems.ts';
import type { Step } from '../source/source-file.ts';
import { FORMATS } from './formats.ts';
import type { ParameterType, TypeName } from './parameter-type.ts';
import { isDecimal, jsonSchemaOf } from './type-schema.ts';
import type { Value } from './value.ts';

/** How types are compiled, here and by the build. */
export const TYPE_OPTIONS = {
  allErrors: true,
  strict: false,
  verbose: true,
  formats: { decimal: { type: 'number', validate: isDecimal } },
} as const;

/** Types that many parameters have: the build compiles their checks, those of `number` aside, whose format is a function. */
export const COMMON_TYPES: readonly ParameterType[] = (
  ['string', 'integer', 'boolean', 'port', ...Object.keys(FORMATS)] as TypeName[]
).map((type) => ({ type }));

/** The key of a type's check. */
export const keyOf = (type: ParameterType): string => JSON.stringify(jsonSchemaOf(type));

let ajv: Ajv | undefined;
let built: Readonly<Record<string, ValidateFunction>> | undefined;
const checks = new Map<string, ValidateFunction>();

function checkFor(schema: object): ValidateFunction {
  const key = JSON.stringify(schema);
  built ??= builtFor(import.meta.url, 'type-checks.cjs') ?? {};
  const check = checks.get(key) ?? built[key] ?? compile(schema);
  checks.set(key, check);
  return check;
}

function compile(schema: object): ValidateFunction {
  ajv ??= makeAjv(TYPE_OPTIONS);
  return ajv.compile(schema);
}

/** What ajv finds wrong with a value of a type. */
export function valueErrors(value: unknown, type: ParameterType): readonly ErrorObject[] {
  const check = checkFor(jsonSchemaOf(type));
  return check(value) ? [] : (check.errors ?? []);
}

/** Complains of a value that its type does not allow; the value stands under these steps. */
export function checkValue(value: unknown, type: ParameterType, complaints: Complaints, steps: readonly Step[]): void {
  const errors = valueErrors(value, type);
  if (errors.length > 0) complaints.problems.push(...problemsOf(errors, complaints.file, steps));
}
/** Complains of a parameter whose value refers to something that only a template can. */
export function checkNoHoles(value: Value, complaints: Complaints, steps: readonly Step[]): void {
  if (typeof value === 'object' && value !== null) {
    for (const [key, inner] of Object.entries(value))
      checkNoHoles(inner as Value, complaints, [...steps, Array.isArray(value) ? Number(key) : key]);
    return;
  }
  const hole = typeof value === 'string' ? /\{\{\s*(?:flags\.)?([A-Z][A-Z0-9_]*)\s*\}\}/.exec(value)?.[1] : undefined;
  if (hole === undefined) return;
  const message = `${hole} is a flag: it is given at launch, and a bake knows no value for it`;
  complaints.add('flag-in-bake', message, steps, `let the program read $CREDENTIALS_DIRECTORY/${hole}`);
}

/** Names of the parameters that have no default. */
export const requiredParameters = (parameters: ReadonlyMap<string, Parameter>): string[] =>
  [...parameters.values()].filter((parameter) => parameter.default === undefined).map((parameter) => parameter.name);
