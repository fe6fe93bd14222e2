# Generated from catalog/roles/worker.yaml; edit there.

# @summary Works off the shop's queue
class role::worker {
  include profile::shop_program
  include profile::queue_worker
  include profile::logging_rsyslog
}
