# @summary Somebody else's class
#
# @param port
#   Its port
#
# @param label
#   Its label
#
# @param options
#   All else
class bound_thing::server (
  Integer $port,
  String  $label,
  Hash    $options,
) {
  file { '/etc/bound_server':
    content => "${port} ${label} ${options['deep']['title']} ${options['users']}\n",
  }
}
