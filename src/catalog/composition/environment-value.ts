import type { Parameter } from '../model.ts';
import type { Complaints } from '../source/complaints.ts';
import { show } from '../source/show.ts';
import type { Step } from '../source/source-file.ts';
import { isScalarType, type ParameterType } from '../types/parameter-type.ts';
import type { Value } from '../types/value.ts';
import { isMap, keyType } from './answer.ts';
import { environmentOf, isEnvironment } from './environment-words.ts';

/**
 * Complains of a value that is true in one environment only, and says how to make it a flag. Returns whether it did.
 * A parameter with `same_everywhere` is believed.
 */
export function checkEnvironment(
  value: Value,
  parameter: Parameter,
  profile: string,
  complaints: Complaints,
  steps: readonly Step[],
): boolean {
  const found = [...findIn(value, parameter.type, steps), ...nameOfEnvironment(value, parameter, steps)];
  for (const { message, steps: there } of found)
    complaints.add('environment-value', message, there, hintFor(parameter, profile));
  return found.length > 0;
}

/** What to write instead: in the role, and in the profile where that will not do without. */
function hintFor({ name, type, default: fallback }: Parameter, profile: string): string {
  const flag = name.toUpperCase();
  const kind = isScalarType(type) ? type.type : 'string';
  const made = `make it a flag, given at launch: flags: {${flag}: {type: ${kind}}}`;
  return fallback === undefined
    ? `${made}; a unit of profile ${profile} takes it by flags: {${flag}: environment}, in the place of the parameter`
    : made;
}

interface Found {
  readonly message: string;
  readonly steps: readonly Step[];
}

function findIn(value: Value, type: ParameterType, steps: readonly Step[]): Found[] {
  if (type.same_everywhere) return [];
  if (isMap(value)) {
    if (isByEnvironment(value, isScalarType(type) ? 1 : 2))
      return [{ message: `a role has no values by environment: ${Object.keys(value).join(', ')}`, steps }];
    return Object.entries(value).flatMap(([key, inner]) => {
      const known = type.type === 'object' ? keyType(type, key) : undefined;
      return known ? findIn(inner, known, [...steps, key]) : [];
    });
  }
  if (Array.isArray(value)) {
    const { items } = type;
    return items ? value.flatMap((item: Value, index) => findIn(item, items, [...steps, index])) : [];
  }
  const word = environmentOf(value, type);
  return word === undefined ? [] : [{ message: `${show(value)} belongs to one environment: ${word}`, steps }];
}

/** Whether the keys of a map are environments, so many at least: one alone may be the name of something. */
function isByEnvironment(value: object, atLeast: number): boolean {
  const keys = Object.keys(value);
  return keys.length >= atLeast && keys.every(isEnvironment);
}

/** Names of parameters that say in which environment a machine is. */
const SAYS_WHERE = /(?:^|_)(?:env|environment|stage)$/;
/** Modes that frameworks have, whatever the environment: `rails_env: production`. */
const MODES = new Set(['production', 'development', 'test']);

function nameOfEnvironment(value: Value, { name, type }: Parameter, steps: readonly Step[]): Found[] {
  if (typeof value !== 'string' || !SAYS_WHERE.test(name) || type.same_everywhere) return [];
  if (!isEnvironment(value) || MODES.has(value)) return [];
  return [{ message: `${name} says which environment it is: ${value}`, steps }];
}
