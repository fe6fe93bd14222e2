import type { Flag } from '../model.ts';
import { exampleValue } from './example-value.ts';
import type { TypeName } from './parameter-type.ts';
import { valueErrors } from './values.ts';

/** Made-up values that lead nowhere: a test machine has no way out, and names of hosts take long to be unknown. */
const NOWHERE: Readonly<Partial<Record<TypeName, string>>> = {
  hostname: 'localhost',
  url: 'http://localhost/',
  ip: '127.0.0.1',
  ipv4: '127.0.0.1',
  ipv6: '::1',
};

/**
 * The value of a flag for the test launch of an image: what its author gives as an example, its default, or one that is
 * made up by its type. Undefined if none of them is of its type.
 */
export function testValue(flag: Flag): string | undefined {
  const value = flag.example ?? flag.default ?? (flag.enum ? undefined : NOWHERE[flag.type]) ?? exampleValue(flag);
  return valueErrors(value, flag).length === 0 ? String(value) : undefined;
}
