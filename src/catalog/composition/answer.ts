import type { Profile } from '../model.ts';
import type { Step } from '../source/source-file.ts';
import type { ParameterType } from '../types/parameter-type.ts';
import type { Value } from '../types/value.ts';
import type { Layer } from './layer.ts';

/** What one file says about one value. */
export interface Answer {
  /** A role or trait, or a profile that passes a value on to one that it uses. */
  readonly by: Layer | Profile;
  /** `adds` has the items for the end of a list. */
  readonly how: 'gives' | 'overrides' | 'adds';
  /** A parameter, then the keys of objects on the way to the value; or the name of a flag, log or endpoint. */
  readonly path: readonly string[];
  readonly value: Value;
  /** Where the value stands in the file. */
  readonly steps: readonly Step[];
}

/** A value that is answered as a whole: anything but an object with keys, which are answered one by one. */
export interface Leaf {
  readonly path: readonly string[];
  readonly value: Value;
}

/** The leaves of a value of some type. */
export function leavesOf(value: Value, type: ParameterType, path: readonly string[]): Leaf[] {
  if (type.type !== 'object' || !isMap(value) || Object.keys(value).length === 0) return [{ path, value }];
  return Object.entries(value).flatMap(([key, inner]) => {
    const known = keyType(type, key);
    return known ? leavesOf(inner, known, [...path, key]) : [{ path: [...path, key], value: inner }];
  });
}

/** The type of an object's key, if it may have such a key. */
export const keyType = (type: ParameterType, key: string): ParameterType | undefined =>
  type.properties && Object.hasOwn(type.properties, key) ? type.properties[key] : type.values;

/** Whether a value has keys. */
export const isMap = (value: unknown): value is { readonly [key: string]: Value } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
