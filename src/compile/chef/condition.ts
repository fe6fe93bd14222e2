import type { Condition, OperatingSystem } from '../../catalog/condition.ts';
import type { Value } from '../../catalog/value.ts';
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
      return joined(condition.names.map(osTest), ' || ');
    case 'not':
      return condition.inner.kind === 'true' ? `!${text(condition.inner)}` : `!(${text(condition.inner)})`;
    case 'all':
    case 'any':
      return joined(condition.inner.map(text), condition.kind === 'all' ? ' && ' : ' || ');
    default:
      return unreachable(condition);
  }
}

/** Parts that are made of parts themselves stand in brackets. */
const joined = (parts: readonly string[], word: string): string =>
  parts.length === 1
    ? (parts[0] ?? '')
    : parts.map((part) => (/ (&&|\|\|) /.test(part) ? `(${part})` : part)).join(word);

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
