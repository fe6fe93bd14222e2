import type { ProblemCode } from '../../../problem/codes.ts';
import { Refusal } from '../../../problem/problem.ts';

/**
 * The text of a flag from what AWS keeps, without a line feed at its end; with a key, from that of a JSON object. A Refusal
 * says what is wrong, and nothing of what is kept. A machine's own program (`value-program.ts`) does the same.
 */
export function keptText(kept: string | undefined, key?: string): string {
  const text = kept ?? refuse('wrong-value', 'it holds bytes, and a flag is a text');
  return (key === undefined ? text : valueAt(text, key)).replace(/\r?\n$/, '');
}

function valueAt(text: string, key: string): string {
  const object = parsed(text);
  if (typeof object !== 'object' || object === null || Array.isArray(object))
    return refuse('wrong-value', 'it is not a JSON object');
  const value: unknown = Object.hasOwn(object, key) ? Reflect.get(object, key) : undefined;
  if (value === undefined) return refuse('missing-key', 'there is no such key');
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return JSON.stringify(value);
  return refuse('wrong-value', 'the key holds neither a text nor a number nor true or false');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function refuse(code: ProblemCode, message: string): never {
  throw new Refusal({ code, message });
}
