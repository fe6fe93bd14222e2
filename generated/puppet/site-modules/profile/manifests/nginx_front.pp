# Generated from catalog/profiles/nginx_front.yaml; edit there.

# @summary nginx as the front of an HTTP service on the same machine
#
# @param upstream_port
#   Port of the service behind it
#
# @param port
#   Port that clients reach
#
# @param max_body_megabytes
#   Largest request that is let through
class profile::nginx_front (
  Integer[1, 65535] $upstream_port,
  Integer[1, 65535] $port               = 80,
  Integer[1, 1024]  $max_body_megabytes = 8,
) {
  package { 'nginx':
    ensure          => installed,
    install_options => ['--no-install-recommends'],
  }

  file { '/etc/nginx/nginx.conf':
    ensure  => file,
    owner   => 'root',
    group   => 'root',
    mode    => '0644',
    content => epp('profile/nginx_front/nginx.conf.epp', {
      'port'               => $port,
      'upstream_port'      => $upstream_port,
      'max_body_megabytes' => $max_body_megabytes,
    }),
    require => Package['nginx'],
    notify  => Service['nginx'],
  }

  service { 'nginx':
    ensure  => running,
    enable  => true,
    require => Package['nginx'],
  }
}
