# Generated from rolebake:profiles/logging_rsyslog.yaml; edit there.

# @summary Rotates the logs of a role and ships them to the collector that a flag names
#
# @param logs
#   The logs of the role, by name
#
# @param folders
#   The folders that the logs are in, by path
#
# @param units
#   The units that open their logs anew after a rotation
class profile::logging_rsyslog (
  Hash[String, Struct[{
    Optional['path']  => Profile::Path,
    Optional['tag']   => Profile::Hostname,
    Optional['owner'] => String,
    Optional['json']  => Boolean,
  }]] $logs,
  Hash[String, Struct[{ Optional['owner'] => String }]] $folders,
  Array[String]                                         $units   = [],
) {
  package { ['rsyslog', 'logrotate']:
    ensure          => installed,
    install_options => ['--no-install-recommends'],
  }

  file { '/etc/systemd/system/rsyslog.service.d':
    ensure  => directory,
    owner   => 'root',
    group   => 'root',
    mode    => '0755',
    require => Package['rsyslog', 'logrotate'],
  }

  file { '/etc/tmpfiles.d/rolebake-logs.conf':
    ensure  => file,
    owner   => 'root',
    group   => 'root',
    mode    => '0644',
    content => epp('profile/logging_rsyslog/rolebake-logs.conf.epp', {
      'folders' => $folders,
    }),
    require => Package['rsyslog', 'logrotate'],
  }

  file { '/etc/logrotate.d/rolebake-logs':
    ensure  => file,
    owner   => 'root',
    group   => 'root',
    mode    => '0644',
    content => epp('profile/logging_rsyslog/rolebake-logs.epp', {
      'logs'  => $logs,
      'units' => $units,
    }),
    require => Package['rsyslog', 'logrotate'],
  }

  file { '/etc/rsyslog.d/30-rolebake-logs.conf':
    ensure  => file,
    owner   => 'root',
    group   => 'root',
    mode    => '0644',
    content => epp('profile/logging_rsyslog/30-rolebake-logs.conf.epp', {
      'logs' => $logs,
    }),
    require => Package['rsyslog', 'logrotate'],
  }

  file { '/etc/systemd/system/rsyslog.service.d/rolebake-collector.conf':
    ensure  => file,
    owner   => 'root',
    group   => 'root',
    mode    => '0644',
    source  => 'puppet:///modules/profile/logging_rsyslog/rolebake-collector.conf',
    require => Package['rsyslog', 'logrotate'],
    notify  => Exec['systemd reload for logging_rsyslog'],
  }

  exec { 'systemd reload for logging_rsyslog':
    command     => ['/usr/bin/systemctl', 'daemon-reload'],
    refreshonly => true,
  }

  service { 'rsyslog':
    enable  => true,
    require => [Package['rsyslog', 'logrotate'], Exec['systemd reload for logging_rsyslog']],
  }
}
