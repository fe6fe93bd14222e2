# frozen_string_literal: true

# Generated from catalog/roles/worker.yaml; edit there.

default['profile_queue_worker']['pause_seconds'] = 2
default['profile_queue_worker']['flags'] = %w(DATABASE_URL)
default['profile_logging_rsyslog']['logs'] = {
  'app' => {
    'path' => '/var/log/shop/worker.log',
    'owner' => 'shop',
    'keep_days' => 14,
    'tag' => 'worker-app',
    'format' => 'json',
    'json' => true,
  },
}
default['profile_logging_rsyslog']['folders'] = {
  '/var/log/shop' => {
    'owner' => 'shop',
  },
}
default['profile_logging_rsyslog']['units'] = %w(shop-worker)
default['profile_logging_rsyslog']['services'] = []
default['profile_logging_rsyslog']['reads_journal'] = false
default['profile_logging_rsyslog']['journal_days'] = 14
