import type { ErrorObject } from 'ajv';
import type { ProblemCode } from '../../problem/codes.ts';
import type { Problem } from '../../problem/problem.ts';
import { meant } from './other-words.ts';
import type { Placing } from './placing.ts';
import { nearInForm, typeHint } from './schema-hints.ts';
import { show } from './show.ts';
import type { Step } from './source-file.ts';

/**
 * One of ajv's errors, about the value under these steps, in words for the author of the file. What the language itself
 * names has a form of which a hint can be made.
 */
export function schemaComplaint(
  error: ErrorObject,
  file: Placing,
  steps: readonly Step[],
  ofLanguage: boolean,
): Problem {
  const name = nameOf(steps);
  const at = (code: ProblemCode, message: string, hint?: string): Problem => ({
    code,
    message,
    place: file.placeOf(steps),
    ...(hint === undefined ? {} : { hint }),
  });
  switch (error.keyword) {
    case 'additionalProperties':
      return unknownKey(error, file, steps);
    case 'required': {
      const key = error.params['missingProperty'];
      return at('missing-key', `${key} is missing`, `add ${key}: ...`);
    }
    case 'type':
      return steps.length === 0
        ? noMap(error, at)
        : at('wrong-type', typeMessage(error, name), typeHint(error, file, steps));
    case 'enum': {
      const known = (error.schema as unknown[]).map(String);
      return at(
        'wrong-value',
        `${show(error.data)} cannot be the value of ${name}`,
        meant(show(error.data, ''), known),
      );
    }
    case 'pattern':
    case 'format':
      return patternComplaint(error, file, steps, ofLanguage);
    default:
      return limitComplaint(error, file, steps);
  }
}

/** What steps lead to, in words: `port`, or `item 2 of uses`. */
function nameOf(steps: readonly Step[]): string {
  const last = steps.at(-1);
  if (last === undefined) return 'the file';
  if (last === 'default' && steps.length > 1) return `the default of ${nameOf(steps.slice(0, -1))}`;
  return typeof last === 'number' ? `item ${last + 1} of ${nameOf(steps.slice(0, -1))}` : show(last, '');
}

function unknownKey(error: ErrorObject, file: Placing, steps: readonly Step[]): Problem {
  const key = String(error.params['additionalProperty']);
  const known = Object.keys((error.parentSchema?.['properties'] as object | undefined) ?? {}).filter(
    (name) => name !== '$schema' || key.startsWith('$'),
  );
  return {
    code: 'unknown-key',
    message: `unknown key ${show(key, '')}`,
    place: file.placeOfKey([...steps, key]),
    hint: meant(key, known),
  };
}

type At = (code: ProblemCode, message: string, hint?: string) => Problem;

function noMap(error: ErrorObject, at: At): Problem {
  if (error.data === null) return at('wrong-type', 'the file is empty');
  return at('wrong-type', `the file must hold keys with values, not ${show(error.data)}`, 'KEY: VALUE, a line each');
}

const typeMessage = (error: ErrorObject, name: string): string =>
  `${name} must be ${article(error.schema)}, not ${error.data === null ? 'empty' : show(error.data)}`;

const article = (type: unknown): string =>
  `${/^[aeio]/.test(String(type)) ? 'an' : 'a'} ${String(type).replaceAll(',', ' or ')}`;

/** Names are checked with a pattern too; then the offending text is a key, not the value. */
function patternComplaint(error: ErrorObject, file: Placing, steps: readonly Step[], ofLanguage: boolean): Problem {
  const key = (error as { propertyName?: string }).propertyName;
  const what = error.parentSchema?.['description'];
  const near = ofLanguage ? nearInForm(String(key ?? error.data), error) : undefined;
  return {
    code: 'wrong-value',
    message:
      key === undefined
        ? `${show(error.data)} cannot be the value of ${nameOf(steps)}`
        : `${show(key)} cannot be a key of ${nameOf(steps)}`,
    place: key === undefined ? file.placeOf(steps) : file.placeOfKey([...steps, key]),
    hint: near ?? (typeof what === 'string' ? what : `it must match ${error.schema}`),
  };
}

/** Too long, too few, too large. */
function limitComplaint(error: ErrorObject, file: Placing, steps: readonly Step[]): Problem {
  const key = (error as { propertyName?: string }).propertyName;
  const name = key === undefined ? nameOf(steps) : `the key ${show(key)}`;
  const place = key === undefined ? file.placeOf(steps) : file.placeOfKey([...steps, key]);
  const words = LIMITS[error.keyword]?.(Number(error.params['limit']), error.data);
  return { code: 'wrong-value', message: `${name} ${words ?? error.message ?? 'is wrong'}`, place };
}

const characters = (data: unknown): string => {
  const { length } = [...String(data)];
  return `${length} character${length === 1 ? '' : 's'}`;
};

const LIMITS: Readonly<Record<string, (limit: number, data: unknown) => string>> = {
  minimum: (limit, data) => `must be at least ${limit}, not ${data}`,
  maximum: (limit, data) => `must be at most ${limit}, not ${data}`,
  minLength: (limit, data) => (limit === 1 ? 'must not be empty' : `has ${characters(data)}, and needs ${limit}`),
  maxLength: (limit, data) => `has ${characters(data)}, and may have ${limit}`,
  minItems: (limit) => `needs at least ${limit} item${limit === 1 ? '' : 's'}`,
  maxItems: (limit) => `takes ${limit} item${limit === 1 ? '' : 's'} at most`,
  minProperties: (limit) => `needs at least ${limit} key${limit === 1 ? '' : 's'}`,
  maxProperties: (limit) => `takes ${limit} key${limit === 1 ? '' : 's'} only; another one begins with its own "- "`,
  uniqueItems: () => 'has an item twice',
};
