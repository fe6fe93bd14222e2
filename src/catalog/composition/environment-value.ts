import type { Parameter } from '../model.ts';
import type { Complaints } from '../source/complaints.ts';
import { show } from '../source/schema-complaint.ts';
import type { Step } from '../source/source-file.ts';
import { isScalarType, type ParameterType } from '../types/parameter-type.ts';
import type { Value } from '../types/value.ts';
import { isMap, keyType } from './answer.ts';

const ENVIRONMENTS = new Set(
  'prod production staging stage stg dev development qa uat test testing preprod'.split(' '),
);
/** Types whose values name a host. */
const HOST_TYPES = new Set<string>(['url', 'hostname', 'fqdn']);

/**
 * Complains of a value that is true in one environment only, and says how to make it a flag. Returns whether it did.
 * A parameter with `same_everywhere` is believed.
 */
export function checkEnvironment(
  value: Value,
  parameter: Parameter,
  complaints: Complaints,
  steps: readonly Step[],
): boolean {
  const found = findIn(value, parameter.type, steps);
  const { type } = parameter.type;
  const kind = isScalarType(parameter.type) ? type : 'string';
  const flag = `flags: {${parameter.name.toUpperCase()}: {type: ${kind}}}`;
  for (const { message, steps: there } of found)
    complaints.add('environment-value', message, there, `make it a flag, given at launch: ${flag}`);
  return found.length > 0;
}

interface Found {
  readonly message: string;
  readonly steps: readonly Step[];
}

function findIn(value: Value, type: ParameterType, steps: readonly Step[]): Found[] {
  if (type.same_everywhere) return [];
  if (isMap(value)) {
    if (isScalarType(type) && isByEnvironment(value))
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

const isByEnvironment = (value: object): boolean =>
  Object.keys(value).length > 0 && Object.keys(value).every((key) => ENVIRONMENTS.has(key.toLowerCase()));

/** The word for an environment in a host name or the host of a URL, with a number perhaps; a top-level domain is none. */
export function environmentOf(value: Value, type: ParameterType): string | undefined {
  if (typeof value !== 'string' || !HOST_TYPES.has(type.type)) return undefined;
  const host = value.replace(/^[a-z][a-z0-9+.-]*:\/\/(?:[^/?#]*@)?/i, '').replace(/[:/?#].*$/s, '');
  const labels = host.toLowerCase().split('.');
  const words = (labels.length > 1 ? labels.slice(0, -1) : labels).flatMap((label) => label.split('-'));
  return words.find((word) => ENVIRONMENTS.has(word.replace(/\d+$/, '')));
}
