import { expect, test } from 'vitest';
import { chefTree, puppetTree } from '../converge/trees.ts';
import { lint } from './checkers.ts';

test('each of the Puppet checkers is heard', async () => {
  const tree = puppetTree('  file { "/etc/x": ensure => present }')
    .set('site-modules/role/manifests/broken.pp', 'class role::broken {')
    .set('site-modules/role/templates/broken.epp', '<% if { -%>')
    .set('site-modules/role/metadata.json', '{');
  const offences = (await lint(tree, 'puppet')).join('\n');
  expect(offences).toMatch(/Syntax error .*broken\.pp/);
  expect(offences).toMatch(/Syntax error .*broken\.epp/);
  expect(offences).toMatch(/web\.pp:2: .*\(double_quoted_strings\)/);
  expect(offences).toMatch(/web\.pp:2: .*\(file_ensure\)/);
  expect(offences).toMatch(/metadata\.json: /);
}, 300_000);

test('each of the Chef checkers is heard', async () => {
  const tree = chefTree("file '/etc/x' do\n  mode 644\nend\n")
    .set('cookbooks/role_web/recipes/broken.rb', "file '/etc/x' do\n")
    .set('cookbooks/role_web/templates/broken.erb', '<% if true %>');
  const offences = (await lint(tree, 'chef')).join('\n');
  expect(offences).toMatch(/broken\.rb:\d+: syntax error/);
  expect(offences).toMatch(/broken\.erb: /);
  expect(offences).toMatch(/^cookbooks\/role_web\/recipes\/default\.rb:2:\d+: R: .*Chef\/Style\/FileMode/m);
}, 300_000);

test('each of the tests that come with Puppet code is heard', async () => {
  const spec = `require 'rspec-puppet'
RSpec.configure { |config| config.module_path = File.expand_path('../../..', __dir__) }
describe('role::web') { it { is_expected.to contain_class('gone') } }
`;
  const tree = puppetTree('')
    .set('site-modules/role/manifests/web.pp', '# @param gone\n#   not there\nclass role::web {\n}\n')
    .set('site-modules/role/spec/classes/web_spec.rb', spec)
    .set('site-modules/role/spec/broken.rb', 'def');
  const offences = (await lint(tree, 'puppet')).join('\n');
  expect(offences).toMatch(/web_spec\.rb:3: expected that the catalogue would contain Class\[gone\]/);
  expect(offences).toMatch(/\[warn\].*gone/);
  expect(offences).toMatch(/broken\.rb:\d+: syntax error/);
}, 300_000);

test('each of the tests that come with Chef code is heard', async () => {
  const tree = chefTree("# frozen_string_literal: true\n\nlog node['gone']['gone']\n")
    .set('spec/spec_helper.rb', "require 'chefspec'\n")
    .set('.rspec', '--default-path cookbooks\n-I spec\n--require spec_helper\n')
    .set('cookbooks/role_web/spec/default_spec.rb', "describe 'x' do\n  it { expect(1).to eq(2) }\nend\n")
    .set('test/integration/web/inspec.yml', 'name: web\nversion: x\n')
    .set('kitchen.yml', 'suites: []\n')
    .set('policyfiles/web.rb', '# frozen_string_literal: true\n');
  const offences = (await lint(tree, 'chef')).join('\n');
  expect(offences).toMatch(/default_spec\.rb:2: expected: 2 got: 1/);
  expect(offences).toMatch(/^test\/integration\/web: .*Version needs to be in SemVer/m);
  expect(offences).toMatch(/kitchen\.yml: policyfiles\/web\.rb has no suite/);
  expect(offences).toMatch(/^cookbooks\/role_web: .*undefined method/m);
}, 300_000);
