import type { Condition, OperatingSystem } from '../../catalog/resources/condition.ts';
import type { Value } from '../../catalog/types/value.ts';
import { unreachable } from '../../problem/unreachable.ts';
import { type Code, encoded } from '../encode/code.ts';
import { rubyValue } from '../encode/ruby.ts';
import { rubyReference } from './text.ts';

/** A condition as a Ruby expression. */
export const chefCondition = (condition: Condition): Code => encoded(text(condition));

function text(condition: Condition): string {
  switch (condition.kind) {
    case 'true':
      return rubyReference(condition.reference);
    case 'is':
      return comparison(rubyReference(condition.reference), condition.values);
    case 'os':
      return condition.names
        .map(osTest)
        .map((test) => (condition.names.length > 1 && test.includes(' && ') ? `(${test})` : test))
        .join(' || ');
    case 'not':
      return negation(condition.inner);
    case 'all':
    case 'any':
      return condition.inner
        .map(condition.inner.length > 1 ? grouped : text)
        .join(condition.kind === 'all' ? ' && ' : ' || ');
    default:
      return unreachable(condition);
  }
}

/** In brackets where it is made of parts. */
function grouped(condition: Condition): string {
  const code = text(condition);
  return / (&&|\|\|) /.test(code) ? `(${code})` : code;
}

/** As RuboCop wants it: `!=` says what `!(a == b)` does. */
function negation(inner: Condition): string {
  if (inner.kind === 'is' && inner.values.length === 1)
    return `${rubyReference(inner.reference)} != ${rubyValue(inner.values[0] ?? null)}`;
  return `!${grouped(inner)}`;
}

const comparison = (subject: string, values: readonly Value[]): string =>
  values.length === 1 ? `${subject} == ${rubyValue(values[0] ?? null)}` : `${rubyValue(values)}.include?(${subject})`;

/** A release of Debian has minor numbers, one of Ubuntu is written with a dot. */
function osTest(name: OperatingSystem): string {
  const [family = '', release] = name.split('-');
  if (release === undefined) return `platform?('${family}')`;
  const isRelease = release.includes('.')
    ? `node['platform_version'] == '${release}'`
    : `node['platform_version'].to_i == ${release}`;
  return `platform?('${family}') && ${isRelease}`;
}
