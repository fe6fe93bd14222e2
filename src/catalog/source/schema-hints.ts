import type { ErrorObject } from 'ajv';
import type { Placing } from './placing.ts';
import { show } from './show.ts';
import type { Step } from './source-file.ts';

/** The same name in capitals or without, with `_` for what else joins words, if that fits. */
export function nearInForm(text: string, { schema, keyword }: ErrorObject): string | undefined {
  if (keyword !== 'pattern' || !/^[A-Za-z][\w .-]*$/.test(text)) return undefined;
  const joined = text.replace(/(?<=[a-z0-9])(?=[A-Z])|[ .-]+/g, '_');
  const near = [joined.toUpperCase(), joined.toLowerCase(), text.toLowerCase()].find((one) =>
    matches(String(schema), one),
  );
  return near === undefined ? undefined : `did you mean ${near}?`;
}

/** What to write instead: quotes for what YAML takes for something else, brackets for a list. */
export function typeHint(error: ErrorObject, file: Placing, steps: readonly Step[]): string | undefined {
  const { schema, data } = error;
  const written = file.writtenAt(steps);
  if (schema === 'string' && written !== undefined && typeof data !== 'string' && data !== null)
    return `quote it: "${quotable(written, error)}"`;
  if (schema === 'array' && typeof data === 'string') return `[${show(data, '')}]`;
  if (schema === 'array' && isMap(data)) return `a list, an item a line: - ${Object.keys(data)[0] ?? 'ITEM'}: ...`;
  if (schema === 'string' && Array.isArray(data)) return 'one, not a list: what is several times has an entry each';
  if (schema === 'boolean' && typeof data === 'string') return 'true or false';
  if (schema === 'object') return objectHint(error);
  return schema === 'integer' && /^-?\d+$/.test(String(data)) ? `without quotes: ${data}` : undefined;
}

/** A mode that lacks its first digit gets it. */
function quotable(written: string, { parentSchema }: ErrorObject): string {
  const fits = (text: string) =>
    typeof parentSchema?.['pattern'] === 'string' && matches(parentSchema['pattern'], text);
  return /^[0-7]{3}$/.test(written) && !fits(written) && fits(`0${written}`) ? `0${written}` : written;
}

/** What was written as an object: under the one key that it must have, or under a name. */
function objectHint({ data, parentSchema }: ErrorObject): string {
  const [key, ...more] = (parentSchema?.['required'] as string[] | undefined) ?? [];
  if (data !== null && !Array.isArray(data) && key !== undefined && more.length === 0)
    return `{${key}: ${show(data, '')}}`;
  const first: unknown = Array.isArray(data) ? data[0] : data;
  if (typeof first !== 'string' || key !== undefined || parentSchema?.['properties']) return '{KEY: VALUE, ...}';
  return /^\w+$/.test(first) ? `{${first}: ...}` : `{NAME: ${show(first, '')}}`;
}

const isMap = (data: unknown): data is object => typeof data === 'object' && data !== null && !Array.isArray(data);

const matches = (pattern: string, text: string): boolean => new RegExp(pattern, 'u').test(text);
