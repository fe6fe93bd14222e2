# Generated from catalog/profiles/http_service.yaml; edit there.

# @summary The shop's HTTP service
#
# @param port
#   Port on the loopback address
#
# @param page_title
#   Title of the front page
#
# @param flags
#   Names of the flags that the unit receives at launch, as systemd credentials
class profile::http_service (
  Integer[1, 65535] $port       = 8080,
  String            $page_title = 'The shop',
  Array[String]     $flags      = [],
) {
  file { '/etc/shop/title':
    ensure  => file,
    owner   => 'root',
    group   => 'root',
    mode    => '0644',
    content => epp('profile/http_service/title.epp', {
      'page_title' => $page_title,
    }),
  }

  file { '/etc/systemd/system/shop.service':
    ensure  => file,
    owner   => 'root',
    group   => 'root',
    mode    => '0644',
    content => epp('profile/http_service/shop.service.epp', {
      'port'  => $port,
      'flags' => $flags,
    }),
    notify  => Exec['systemd reload for http_service'],
  }

  exec { 'systemd reload for http_service':
    command     => ['/usr/bin/systemctl', 'daemon-reload'],
    refreshonly => true,
  }

  service { 'shop':
    enable  => true,
    require => [File['/etc/systemd/system/shop.service'], Exec['systemd reload for http_service']],
  }
}
