import type { ParameterType } from '../../catalog/types/parameter-type.ts';
import { typeWords } from '../../catalog/types/type-words.ts';

/** A type in words, with what its items and keys are. */
export function typeText(type: ParameterType): string {
  const words = `${typeWords(type)}${innerText(type)}`;
  return type.optional ? `${words}, or nothing` : words;
}

function innerText({ items, properties, values, required = [] }: ParameterType): string {
  if (items) return `, each ${typeText(items)}`;
  if (values) return `, each value ${typeText(values)}`;
  const keys = Object.entries(properties ?? {}).map(
    ([key, inner]) => `${key}${required.includes(key) ? '' : '?'}: ${typeText(inner)}`,
  );
  return keys.length === 0 ? '' : ` {${keys.join('; ')}}`;
}
