import type { ParameterType } from '../../catalog/types/parameter-type.ts';

/** What makes a value of a type hold in `{{#if}}`, as Handlebars has it: besides being there. */
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
