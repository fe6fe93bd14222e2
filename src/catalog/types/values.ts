import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import type { Parameter } from '../model.ts';
import type { Complaints } from '../source/complaints.ts';
import { problemsOf } from '../source/schema-problems.ts';
import type { Step } from '../source/source-file.ts';
import type { ParameterType } from './parameter-type.ts';
import { isDecimal, jsonSchemaOf } from './type-schema.ts';
import type { Value } from './value.ts';

const ajv = new Ajv({
  allErrors: true,
  strict: false,
  verbose: true,
  formats: { decimal: { type: 'number', validate: isDecimal } },
});

const checks = new Map<string, ValidateFunction>();

function checkFor(schema: object): ValidateFunction {
  const key = JSON.stringify(schema);
  const check = checks.get(key) ?? ajv.compile(schema);
  checks.set(key, check);
  return check;
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
