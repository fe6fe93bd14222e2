import type { Role } from '../../catalog/model.ts';
import { puppetProfileClass, puppetRoleClass } from '../../naming/names.ts';
import { encoded } from '../encode/code.ts';
import { rubyString } from '../encode/ruby.ts';
import type { Mark } from '../marks.ts';
import { render } from '../render.ts';
import { rubyFile, valuesExample } from './ruby-file.ts';

const SPEC = 'site-modules/role/spec';

/** What the examples of all roles share. */
export const rspecPuppetHelper = (): [string, string] => [
  `${SPEC}/spec_helper.rb`,
  render('puppet/spec_helper.rb', {}),
];

/** rspec-puppet for one role: it compiles, and each of its profiles has the values that the role sets. */
export function rspecPuppet(role: Role, mark: Mark): [string, string] {
  const lines = [
    "require 'spec_helper'",
    '',
    `describe ${rubyString(puppetRoleClass(role.name))} do`,
    `  let(:facts) { { role: ${rubyString(role.name)} } }`,
    '',
    '  it { is_expected.to compile.with_all_deps }',
    ...role.profiles.flatMap((use) => {
      const name = puppetProfileClass(use.profile.name);
      const subject = encoded(`is_expected.to contain_class(${rubyString(name)})`);
      return ['', ...valuesExample(`includes ${name}`, subject, use, mark)];
    }),
    'end',
  ];
  return [`${SPEC}/classes/${role.name}_spec.rb`, rubyFile(role, lines)];
}
