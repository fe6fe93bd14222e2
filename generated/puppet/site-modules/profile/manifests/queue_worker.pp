# Generated from catalog/profiles/queue_worker.yaml; edit there.

# @summary The shop's queue worker
#
# @param pause_seconds
#   Time between two looks into the queue
#
# @param flags
#   Names of the flags that the unit receives at launch, as systemd credentials
class profile::queue_worker (
  Integer[1, 3600] $pause_seconds = 5,
  Array[String]    $flags         = [],
) {
  file { '/etc/systemd/system/shop-worker.service':
    ensure  => file,
    owner   => 'root',
    group   => 'root',
    mode    => '0644',
    content => epp('profile/queue_worker/shop-worker.service.epp', {
      'pause_seconds' => $pause_seconds,
      'flags'         => $flags,
    }),
    notify  => Exec['systemd reload for queue_worker'],
  }

  exec { 'systemd reload for queue_worker':
    command     => ['/usr/bin/systemctl', 'daemon-reload'],
    refreshonly => true,
  }

  service { 'shop-worker':
    enable  => true,
    require => [File['/etc/systemd/system/shop-worker.service'], Exec['systemd reload for queue_worker']],
  }
}
