# Generated from rolebake:profiles/logging_rsyslog.yaml; edit there.

# @summary Rotates the logs of a role and ships them with rsyslog to the collector that a flag names
#
# @param logs
#   The logs of the role, by name; each has a path or a unit
#
# @param folders
#   The folders that the logs are in, by path
#
# @param units
#   The units that open their logs anew after a rotation
#
# @param services
#   Services of packages that are reloaded after a rotation, as far as they can
#
# @param reads_journal
#   Whether any log is the journal of a unit
#
# @param journal_days
#   Days that the machine keeps its journal
class profile::logging_rsyslog (
  Hash[String, Struct[{
    Optional['path']      => Profile::Path,
    Optional['unit']      => String,
    Optional['tag']       => String,
    Optional['format']    => String,
    Optional['json']      => Boolean,
    Optional['starts']    => String,
    Optional['owner']     => String,
    Optional['keep_days'] => Integer[1],
  }]] $logs,
  Hash[String, Struct[{ Optional['owner'] => String }]] $folders,
  Array[String]                                         $units         = [],
  Array[String]                                         $services      = [],
  Boolean                                               $reads_journal = false,
  Integer[1]                                            $journal_days  = 14,
) {
  package { ['rsyslog', 'logrotate']:
    ensure          => installed,
    install_options => ['--no-install-recommends'],
  }

  file { '/etc/systemd/journald.conf.d':
    ensure  => directory,
    owner   => 'root',
    group   => 'root',
    mode    => '0755',
    require => Package['rsyslog', 'logrotate'],
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
      'logs'     => $logs,
      'units'    => $units,
      'services' => $services,
    }),
    require => Package['rsyslog', 'logrotate'],
  }

  file { '/etc/systemd/journald.conf.d/rolebake-logs.conf':
    ensure  => file,
    owner   => 'root',
    group   => 'root',
    mode    => '0644',
    content => epp('profile/logging_rsyslog/etc_systemd_journald.conf.d_rolebake-logs.conf.epp', {
      'journal_days' => $journal_days,
    }),
    require => Package['rsyslog', 'logrotate'],
  }

  file { '/etc/rsyslog.d/30-rolebake-logs.conf':
    ensure  => file,
    owner   => 'root',
    group   => 'root',
    mode    => '0644',
    content => epp('profile/logging_rsyslog/30-rolebake-logs.conf.epp', {
      'logs'          => $logs,
      'reads_journal' => $reads_journal,
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
