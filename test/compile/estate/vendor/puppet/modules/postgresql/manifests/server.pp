# @summary Stands in for the module of this name
#
# @param port
#   Its port
#
# @param listen_addresses
#   Where it listens
class postgresql::server (
  Integer $port,
  String  $listen_addresses,
) {
  file { '/etc/postgresql':
    content => "${port} ${listen_addresses}\n",
  }
}
