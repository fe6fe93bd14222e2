import type { Condition, OperatingSystem } from '../../catalog/resources/condition.ts';
import type { Value } from '../../catalog/types/value.ts';
import { unreachable } from '../../problem/unreachable.ts';
import { type Code, encoded } from '../encode/code.ts';
import { rubyValue } from '../encode/ruby.ts';
import { rubyTest } from '../templates/erb.ts';
import { rubyReference } from './text.ts';

/** A condition as the words that open a block of Ruby; as RuboCop wants it, without a `!` that `unless` says too. */
export function chefTest(condition: Condition): Code {
  if (condition.kind === 'not' && condition.inner.kind === 'not') return chefTest(condition.inner.inner);
  const [inner, word, other] =
    condition.kind === 'not' ? [condition.inner, 'unless', 'if'] : [condition, 'if', 'unless'];
  if (inner.kind !== 'holds') return encoded(`${word} ${text(inner)}`);
  const { code, negative } = rubyTest(rubyReference(inner.reference), inner.type);
  return encoded(`${negative ? other : word} ${code}`);
}

function text(condition: Condition): string {
  switch (condition.kind) {
    case 'holds': {
      const { code, negative } = rubyTest(rubyReference(condition.reference), condition.type);
      return negative ? `!${bracketed(code)}` : code;
    }
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
  return bracketed(text(condition));
}

const bracketed = (code: string): string =>
  / (&&|\|\|) /.test(code) && !/^!?\([^()]*\)$/.test(code) ? `(${code})` : code;

/** As RuboCop wants it: `!=` says what `!(a == b)` does. */
function negation(inner: Condition): string {
  if (inner.kind === 'is' && inner.values.length === 1)
    return `${rubyReference(inner.reference)} != ${rubyValue(inner.values[0] ?? null)}`;
  const code = grouped(inner);
  return code.startsWith('!') ? code.slice(1) : `!${code}`;
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
