import { type SchemaName, schemaCheck } from './schemas.ts';

/** The smallest file of each kind that others can be held against. */
const SMALLEST = {
  role: { role: 'a', uses: ['a'] },
  profile: { profile: 'a' },
} as const satisfies Partial<Record<SchemaName, object>>;

/**
 * What the schema has nothing against in a file that it refuses: each entry is looked at by itself, and so are those of
 * lists and maps below it. A list keeps the places of its items, with holes for the others.
 */
export function soundParts(data: unknown, name: keyof typeof SMALLEST): Readonly<Record<string, unknown>> {
  const check = schemaCheck(name);
  const fits = (key: string, value: unknown): boolean => check({ ...SMALLEST[name], [key]: value }) === true;
  if (typeof data !== 'object' || data === null || Array.isArray(data)) return {};
  return Object.fromEntries(
    Object.entries(data).flatMap(([key, value]): [string, unknown][] => {
      if (fits(key, value)) return [[key, value]];
      if (Array.isArray(value)) return [[key, withHoles(value, (item) => fits(key, [item]))]];
      if (typeof value !== 'object' || value === null) return [];
      const kept = Object.fromEntries(Object.entries(value).filter(([inner, one]) => fits(key, { [inner]: one })));
      return fits(key, kept) ? [[key, kept]] : [];
    }),
  );
}

function withHoles(items: readonly unknown[], fits: (item: unknown) => boolean): unknown[] {
  const kept: unknown[] = [];
  for (const [index, item] of items.entries()) if (fits(item)) kept[index] = item;
  return kept;
}
