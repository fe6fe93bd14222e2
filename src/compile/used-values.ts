import type { Reference } from '../catalog/templates/template.ts';

/** Names of the parameters that are referred to anywhere in a part of the model. */
export function parametersIn(part: unknown): ReadonlySet<string> {
  return new Set(referencesIn(part).flatMap((one) => (one.scope === 'parameter' ? [one.name] : [])));
}

/** Whether the item and the key of the loop around are referred to. */
export function loopVariablesIn(part: unknown): { item: boolean; key: boolean } {
  const all = referencesIn(part).filter((one) => one.scope !== 'parameter' && one.depth === 1);
  return { item: all.some((one) => one.scope === 'item'), key: all.some((one) => one.scope === 'key') };
}

function referencesIn(part: unknown): Reference[] {
  if (typeof part !== 'object' || part === null) return [];
  if (isReference(part)) return [part];
  return Object.values(part).flatMap(referencesIn);
}

const isReference = (part: object): part is Reference => 'scope' in part && typeof part.scope === 'string';
