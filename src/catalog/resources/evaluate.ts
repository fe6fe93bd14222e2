import { unreachable } from '../../problem/unreachable.ts';
import type { ProfileUse, Resource } from '../model.ts';
import type { Reference } from '../templates/template.ts';
import type { Text } from '../templates/text.ts';
import { isTrue } from '../types/truth.ts';
import type { Value } from '../types/value.ts';
import type { Condition, OperatingSystem } from './condition.ts';

/** What a profile's references mean on the machines of one role. */
export interface Meaning {
  readonly os: string;
  readonly values: Readonly<Record<string, Value>>;
  /** Key and item of the loop around, if any. */
  readonly item?: { readonly key: string; readonly value: Value };
}

/** The values that a profile has in a role: those that are set, else the defaults. */
export const meaningOf = ({ profile, values }: ProfileUse, os: string): Meaning => {
  const defaults = [...profile.parameters.values()].flatMap(({ name, default: fallback }) =>
    fallback === undefined ? [] : [[name, fallback] as const],
  );
  return { os, values: { ...Object.fromEntries(defaults), ...values } };
};

/** The value that a reference stands for; undefined where an item lacks the key. */
export function valueAt(reference: Reference, { values, item }: Meaning): Value | undefined {
  if (reference.scope === 'key') return item?.key;
  if (reference.scope === 'place') return undefined;
  const base = reference.scope === 'parameter' ? values[reference.name] : item?.value;
  return reference.keys.reduce<Value | undefined>((inner, key) => keyOf(inner, key), base);
}

function keyOf(value: Value | undefined, key: string): Value | undefined {
  const isMap = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isMap && Object.hasOwn(value, key) ? (value as Readonly<Record<string, Value>>)[key] : undefined;
}

/** The text on the machine, or undefined where a value of it is missing. */
export function textOn(text: Text, meaning: Meaning): string | undefined {
  const pieces = text.map((piece) => (piece.kind === 'text' ? piece.text : valueAt(piece.reference, meaning)));
  return pieces.includes(undefined) ? undefined : pieces.join('');
}

/** Whether a condition holds on the machine. */
function holds(condition: Condition, meaning: Meaning): boolean {
  switch (condition.kind) {
    case 'holds':
      return isTrue(valueAt(condition.reference, meaning), condition.type);
    case 'is':
      return condition.values.includes(valueAt(condition.reference, meaning) ?? null);
    case 'os':
      return condition.names.some((name) => isOf(meaning.os, name));
    case 'not':
      return !holds(condition.inner, meaning);
    case 'all':
      return condition.inner.every((one) => holds(one, meaning));
    case 'any':
      return condition.inner.some((one) => holds(one, meaning));
    default:
      return unreachable(condition);
  }
}

const isOf = (os: string, name: OperatingSystem): boolean => os === name || os.startsWith(`${name}-`);

/** What references mean to each copy of a resource that is on the machine: none, one, or one for each item of its loop. */
export function copiesOn({ each, when }: Resource, meaning: Meaning): Meaning[] {
  const all = each ? itemsOf(valueAt(each.over, meaning)).map((item) => ({ ...meaning, item })) : [meaning];
  return when ? all.filter((copy) => holds(when, copy)) : all;
}

/** The items of a list or map with their keys. */
function itemsOf(value: Value | undefined): { readonly key: string; readonly value: Value }[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).map(([key, item]) => ({ key, value: item as Value }));
}
