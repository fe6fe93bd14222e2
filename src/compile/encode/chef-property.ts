import { isScalarType, type ParameterType } from '../../catalog/types/parameter-type.ts';
import { type Check, rubyClass, scalarChecks } from './chef-checks.ts';
import { compoundChecks } from './chef-compound-checks.ts';
import { type Code, encoded } from './code.ts';
import { rubyString } from './ruby.ts';

/** A property's type in a Chef custom resource, and the option that holds its values to more than that. */
export interface ChefProperty {
  readonly type: Code;
  readonly constraint?: Code;
}

/** The Chef property that allows the same values, also inside arrays and objects. */
export function chefProperty(type: ParameterType): ChefProperty {
  const classes = [
    ...(type.type === 'boolean' ? ['true', 'false'] : [rubyClass(type)]),
    ...(type.optional ? ['nil'] : []),
  ];
  const constraint = isScalarType(type) ? scalarConstraint(type) : callbacks(compoundChecks(type));
  return {
    type: encoded(classes.length === 1 ? classes.join() : `[${classes.join(', ')}]`),
    ...(constraint === undefined ? {} : { constraint }),
  };
}

/** Chef's own options where it has one. It comes to the class of a value last, and lets nil pass. */
function scalarConstraint(type: ParameterType): Code | undefined {
  const checks = scalarChecks(type);
  const options = checks.flatMap(({ option }) => (option === undefined ? [] : [option]));
  const others = checks
    .filter(({ option }) => option === undefined)
    .map(({ words, test }) => ({
      words: `must ${words}`,
      code: `value.is_a?(${rubyClass(type)}) && ${test('value')}`,
    }));
  const all = [...options, ...(others.length === 0 ? [] : [callbacks(others)])];
  return all.length === 0 ? undefined : encoded(all.join(`,\n${INDENT}`));
}

/** One on a line of its own, several on a line each. */
function callbacks(checks: readonly Check[]): Code {
  const pairs = checks.map(({ words, code }) => `${rubyString(words)} => ->(value) { ${code} }`);
  if (pairs.length === 1) return encoded(`callbacks: { ${pairs.join()} }`);
  return encoded(`callbacks: {\n${pairs.map((pair) => `${INDENT}  ${pair},\n`).join('')}${INDENT}}`);
}

/** Options of a property stand below its name. */
const INDENT = '         ';
