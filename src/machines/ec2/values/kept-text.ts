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
  if (typeof object !== 'object' || object === null || Array.isArray(object) || object instanceof WrittenNumber)
    return refuse('wrong-value', 'it is not a JSON object');
  const value: unknown = Object.hasOwn(object, key) ? Reflect.get(object, key) : undefined;
  if (value === undefined) return refuse('missing-key', 'there is no such key');
  if (typeof value === 'string') return value;
  if (value instanceof WrittenNumber) return value.text;
  if (typeof value === 'boolean') return String(value);
  return refuse('wrong-value', 'the key holds neither a text nor a number nor true or false');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text, (_: string, value: unknown, context?: { readonly source?: string }) =>
      typeof value === 'number' ? new WrittenNumber(context?.source ?? String(value)) : value,
    );
  } catch {
    return undefined;
  }
}

/** A number as it is written, as `1.50`. */
class WrittenNumber {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

function refuse(code: ProblemCode, message: string): never {
  throw new Refusal({ code, message });
}
