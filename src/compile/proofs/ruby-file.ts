import type { ProfileUse, Role } from '../../catalog/model.ts';
import { type Code, commentText, encoded } from '../encode/code.ts';
import { rubyString, rubyValue } from '../encode/ruby.ts';
import type { Mark } from '../marks.ts';

/** A Ruby file about one role, with these lines below its head. */
export const rubyFile = (role: Role, lines: readonly string[]): string =>
  [
    '# frozen_string_literal: true',
    '',
    `# Generated from ${commentText(role.file.path)}; edit there.`,
    '',
    ...lines,
    '',
  ].join('\n');

/** An rspec example that a subject has the values of a profile, a line each. */
export function valuesExample(words: string, subject: Code, { profile, values }: ProfileUse, mark: Mark): string[] {
  const given = Object.entries(values).map(([name, value]) =>
    mark(encoded(`      ${name}: ${rubyValue(value, '      ')}`), 'uses', profile.name, name),
  );
  const open = `    ${mark(subject, 'uses', profile.name)}`;
  return [
    `  it ${rubyString(words)} do`,
    ...(given.length === 0 ? [open] : [`${open}.with(`, given.join(',\n'), '    )']),
    '  end',
  ];
}
