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
