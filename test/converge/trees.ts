const UNIT = '[Service]\\nExecStart=/bin/sleep infinity\\n[Install]\\nWantedBy=multi-user.target\\n';

const HIERA = "---\nversion: 5\nhierarchy:\n  - name: 'Common'\n    path: 'common.yaml'\n";

const SITE = `include "role::\${facts['role']}"\n`;

/** A Puppet tree that includes one class with this body. */
export function puppetTree(body: string): Map<string, string> {
  return new Map([
    ['hiera.yaml', HIERA],
    ['data/common.yaml', '--- {}\n'],
    ['manifests/site.pp', SITE],
    ['site-modules/role/manifests/web.pp', `class role::web {\n${body}\n}\n`],
  ]);
}

/** A Chef tree with this recipe. */
export function chefTree(recipe: string): Map<string, string> {
  return new Map([
    ['cookbooks/role_web/metadata.rb', "name 'role_web'\nversion '0.1.0'\n"],
    ['cookbooks/role_web/recipes/default.rb', recipe],
  ]);
}

/** One small role written by hand for each tool, for the same machine: a user, a file, a unit that runs. */
export const WEB = {
  puppet: puppetTree(`
    user { 'shop': ensure => present, system => true, shell => '/usr/sbin/nologin' }
    file { '/etc/shop.conf': ensure => file, owner => 'shop', content => "é\\n", require => User['shop'] }
    file { '/etc/systemd/system/shop.service': ensure => file, content => "${UNIT}" }
    service { 'shop': ensure => running, enable => true, require => File['/etc/systemd/system/shop.service'] }`),
  chef: chefTree(`
user 'shop' do
  system true
  shell '/usr/sbin/nologin'
end
file '/etc/shop.conf' do
  owner 'shop'
  content "é\\n"
end
file('/etc/systemd/system/shop.service') { content "${UNIT}" }
service('shop') { action [:enable, :start] }`),
};
