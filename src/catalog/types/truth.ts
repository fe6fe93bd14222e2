import type { ParameterType } from './parameter-type.ts';
import type { Value } from './value.ts';

/** What makes a value of a type hold in `{{#if}}` and `when:`, as Handlebars has it: besides being there. */
type Truth = 'true' | 'present' | 'not empty' | 'not zero';

/** An empty text or list and the number 0 do not hold; what can be neither only has to be there. */
export function truthOf(type: ParameterType): Truth {
  switch (type.type) {
    case 'boolean':
      return 'true';
    case 'object':
    case 'port':
      return 'present';
    case 'integer':
    case 'number':
      return 'not zero';
    default:
      return 'not empty';
  }
}

/** Whether a test of a value of this type says something: it may be absent, empty or false. */
export const isTestable = (type: ParameterType): boolean => type.optional === true || !ALWAYS_THERE.has(type.type);

/** Types of which a value is there and holds, or says something else than yes or no. */
const ALWAYS_THERE: ReadonlySet<string> = new Set(['integer', 'number', 'port', 'object']);

/** Whether a value holds. */
export function isTrue(value: Value | undefined, type: ParameterType): boolean {
  if (value === undefined || value === null) return false;
  if (truthOf(type) === 'not empty') return (value as string | readonly unknown[]).length > 0;
  return truthOf(type) === 'present' || (value !== false && value !== 0);
}
