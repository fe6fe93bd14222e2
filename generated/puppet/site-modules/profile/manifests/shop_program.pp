# Generated from catalog/profiles/shop_program.yaml; edit there.

# @summary What each command of the shop's program needs
class profile::shop_program {
  package { 'python3':
    ensure          => installed,
    install_options => ['--no-install-recommends'],
  }

  group { 'shop':
    ensure  => present,
    system  => true,
    require => Package['python3'],
  }

  user { 'shop':
    ensure     => present,
    system     => true,
    gid        => 'shop',
    home       => '/var/lib/shop',
    shell      => '/usr/sbin/nologin',
    managehome => false,
    require    => Group['shop'],
  }

  file { '/var/lib/shop':
    ensure  => directory,
    owner   => 'shop',
    group   => 'shop',
    mode    => '0750',
    require => Package['python3'],
  }

  file { '/var/lib/shop/queue':
    ensure  => directory,
    owner   => 'shop',
    group   => 'shop',
    mode    => '0750',
    require => Package['python3'],
  }

  file { '/etc/shop':
    ensure  => directory,
    owner   => 'root',
    group   => 'root',
    mode    => '0755',
    require => Package['python3'],
  }
}
