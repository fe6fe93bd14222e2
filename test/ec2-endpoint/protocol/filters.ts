import { AwsError } from './aws-error.ts';
import type { Params } from './params.ts';

/** How a kind of thing is filtered: by each name, the values that a thing has for it. */
export type FilterTable<T> = Readonly<Record<string, (thing: T) => readonly (string | undefined)[]>>;

/**
 * The things that all filters of a request fit. A filter fits if any of its values does; `*` and `?` in a value stand
 * for any text and any letter. `tag:KEY` and `tag-key` are there for everything.
 */
export function filtered<T extends { readonly tags: ReadonlyMap<string, string> }>(
  things: readonly T[],
  params: Params,
  table: FilterTable<T>,
): T[] {
  const filters = params.items('Filter').map((filter) => {
    const name = filter.required('Name');
    return { valuesOf: reader(name, table), patterns: filter.list('Value').map(pattern) };
  });
  return things.filter((thing) =>
    filters.every(({ valuesOf, patterns }) =>
      valuesOf(thing).some((value) => value !== undefined && patterns.some((wanted) => wanted.test(value))),
    ),
  );
}

function reader<T extends { readonly tags: ReadonlyMap<string, string> }>(name: string, table: FilterTable<T>) {
  if (name === 'tag-key') return (thing: T) => [...thing.tags.keys()];
  if (name.startsWith('tag:')) return (thing: T) => [thing.tags.get(name.slice('tag:'.length))];
  const known = Object.hasOwn(table, name) ? table[name] : undefined;
  if (known) return known;
  throw new AwsError('InvalidParameterValue', `The filter '${name}' is invalid`);
}

function pattern(text: string): RegExp {
  const source = text
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 's');
}
