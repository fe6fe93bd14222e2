import type { ErrorObject } from 'ajv';
import type { Problem } from '../problem/problem.ts';
import { suggest } from './nearest.ts';
import { type SchemaName, schemaCheck } from './schemas.ts';
import type { SourceFile, Step } from './source-file.ts';

/** Checks a file against its JSON Schema: every complaint, at its place. */
export function schemaProblems(file: SourceFile, name: SchemaName): Problem[] {
  const check = schemaCheck(name);
  if (check(file.data)) return [];
  return problemsOf(check.errors ?? [], file, []);
}

/** Turns ajv's errors about the value under `base` into problems of the file. */
export function problemsOf(errors: readonly ErrorObject[], file: SourceFile, base: readonly Step[]): Problem[] {
  const problems = relevant(errors).map((error) => problemOf(error, file, [...base, ...stepsOf(error.instancePath)]));
  return [...new Map(problems.map((problem) => [JSON.stringify(problem), problem])).values()];
}

const stepsOf = (pointer: string): Step[] =>
  pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
    .map((step) => (/^\d+$/.test(step) ? Number(step) : step));

/**
 * Where a schema has alternatives, ajv complains of every one. Kept is the alternative that was meant: the one whose
 * discriminating key is there, or whose type fits; if there is none, the complaint that no alternative fits.
 */
function relevant(errors: readonly ErrorObject[]): ErrorObject[] {
  const choices = errors.filter((error) => error.keyword === 'oneOf' && Array.isArray(error.schema));
  const dropped = new Set<ErrorObject>();
  for (const choice of choices) {
    const inside = errors.filter((error) => error !== choice && error.instancePath.startsWith(choice.instancePath));
    const branches = Map.groupBy(inside, branchOf);
    const meant = [...branches.entries()].filter(([, all]) => !all.some((error) => isOtherKind(error, choice)));
    const keep = meant.length === 1 ? meant[0]?.[1] : undefined;
    if (keep) dropped.add(choice);
    for (const error of inside) if (!keep?.includes(error)) dropped.add(error);
  }
  return errors.filter((error) => !dropped.has(error) && error.keyword !== 'propertyNames' && error.keyword !== 'if');
}

const branchOf = (error: ErrorObject): string =>
  /^#\/definitions\/\w+/.exec(error.schemaPath)?.[0] ?? /^.*?\/oneOf\/\d+/.exec(error.schemaPath)?.[0] ?? '';

/** An error that says: this alternative is not the one that the author had in mind. */
const isOtherKind = (error: ErrorObject, choice: ErrorObject): boolean =>
  error.instancePath === choice.instancePath &&
  (error.keyword === 'type' || (error.keyword === 'required' && isFirstKey(error)));

const isFirstKey = (error: ErrorObject): boolean =>
  Array.isArray(error.schema) && error.schema[0] === error.params['missingProperty'];

function problemOf(error: ErrorObject, file: SourceFile, steps: Step[]): Problem {
  const name = steps.length === 0 ? 'the file' : steps.at(-1);
  switch (error.keyword) {
    case 'additionalProperties':
      return unknownKey(error, file, steps);
    case 'required':
      return {
        code: 'missing-key',
        message: `${error.params['missingProperty']} is missing`,
        place: file.placeOf(steps),
        hint: `add ${error.params['missingProperty']}: ...`,
      };
    case 'type':
      return {
        code: 'wrong-type',
        message: `${name} must be ${article(error.schema)}, not ${show(error.data)}`,
        place: file.placeOf(steps),
        ...quoteHint(error),
      };
    case 'oneOf':
      return {
        code: 'wrong-type',
        message: `${name} fits none of the allowed forms`,
        place: file.placeOf(steps),
        hint: alternatives(error),
      };
    case 'enum':
      return {
        code: 'wrong-value',
        message: `${show(error.data)} is not a value of ${name}`,
        place: file.placeOf(steps),
        hint: suggest(String(error.data), (error.schema as unknown[]).map(String)),
      };
    case 'pattern':
      return patternProblem(error, file, steps);
    default:
      return { code: 'wrong-value', message: `${name} ${error.message ?? 'is wrong'}`, place: file.placeOf(steps) };
  }
}

function unknownKey(error: ErrorObject, file: SourceFile, steps: Step[]): Problem {
  const key = String(error.params['additionalProperty']);
  const known = Object.keys((error.parentSchema?.['properties'] as object | undefined) ?? {});
  return {
    code: 'unknown-key',
    message: `unknown key ${show(key)}`,
    place: file.placeOfKey([...steps, key]),
    hint: suggest(key, known),
  };
}

/** A pattern is also what names are checked with; then the offending text is a key, not the value. */
function patternProblem(error: ErrorObject, file: SourceFile, steps: Step[]): Problem {
  const key = (error as { propertyName?: string }).propertyName;
  const place = key === undefined ? file.placeOf(steps) : file.placeOfKey([...steps, key]);
  const what = error.parentSchema?.['description'];
  return {
    code: 'wrong-value',
    message: `${show(key ?? error.data)} does not match ${error.schema}`,
    place,
    ...(typeof what === 'string' ? { hint: what } : {}),
  };
}

const article = (type: unknown): string =>
  `${/^[aeio]/.test(String(type)) ? 'an' : 'a'} ${String(type).replaceAll(',', ' or ')}`;

const quoteHint = (error: ErrorObject) =>
  error.schema === 'string' && typeof error.data === 'number' ? { hint: `quote it: "${error.data}"` } : {};

function alternatives(error: ErrorObject): string {
  const names = (error.schema as { $ref?: string; title?: string }[]).map(
    (one) => one.$ref?.split('/').at(-1) ?? one.title ?? '?',
  );
  return `one of: ${names.map((name) => name.replace(/_resource$/, '')).join(', ')}`;
}

/** A value as a message shows it: on one line, and not longer than a line. */
export function show(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
