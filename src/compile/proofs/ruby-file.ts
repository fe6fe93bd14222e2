import type { Role } from '../../catalog/model.ts';
import type { Value } from '../../catalog/value.ts';
import { commentText } from '../encode/code.ts';
import { rubyString, rubyValue } from '../encode/ruby.ts';

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

/** An rspec example that a subject has these values, a line each. */
export function valuesExample(words: string, subject: string, values: Readonly<Record<string, Value>>): string[] {
  const given = Object.entries(values).map(([name, value]) => `      ${name}: ${rubyValue(value, '      ')}`);
  const open = `    ${subject}`;
  return [
    `  it ${rubyString(words)} do`,
    ...(given.length === 0 ? [open] : [`${open}.with(`, given.join(',\n'), '    )']),
    '  end',
  ];
}
