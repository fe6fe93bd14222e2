import type { Condition, OperatingSystem } from '../../catalog/resources/condition.ts';
import { unreachable } from '../../problem/unreachable.ts';
import { type Code, encoded } from '../encode/code.ts';
import { puppetEquality, puppetReference, puppetTruth } from '../templates/epp.ts';

/**
 * A condition as the words that open a block of Puppet. Strings are compared as types, for `==` does not tell `A` from
 * `a`.
 */
export function puppetTest(condition: Condition): Code {
  if (condition.kind !== 'not') return encoded(`if ${text(condition)}`);
  const inner = text(condition.inner);
  return encoded(/^!\S+$/.test(inner) ? `if ${inner.slice(1)}` : `unless ${inner}`);
}

function text(condition: Condition): string {
  switch (condition.kind) {
    case 'holds':
      return puppetTruth(condition.reference, condition.type);
    case 'is':
      return puppetEquality(puppetReference(condition.reference), condition.values);
    case 'os':
      return condition.names
        .map(osTest)
        .map((test) => (condition.names.length > 1 && test.includes(' and ') ? `(${test})` : test))
        .join(' or ');
    case 'not': {
      const inner = grouped(condition.inner);
      return inner.startsWith('!') ? inner.slice(1) : `!${inner}`;
    }
    case 'all':
    case 'any':
      return condition.inner
        .map(condition.inner.length > 1 ? grouped : text)
        .join(condition.kind === 'all' ? ' and ' : ' or ');
    default:
      return unreachable(condition);
  }
}

/** In brackets unless it is one word. */
function grouped(condition: Condition): string {
  const code = text(condition);
  return /^!?\S+$/.test(code) ? code : `(${code})`;
}

function osTest(name: OperatingSystem): string {
  const [family = '', release] = name.split('-');
  const isFamily = `$facts['os']['name'] == '${family === 'debian' ? 'Debian' : 'Ubuntu'}'`;
  return release === undefined ? isFamily : `${isFamily} and $facts['os']['release']['major'] == '${release}'`;
}
