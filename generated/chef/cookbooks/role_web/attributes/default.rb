# frozen_string_literal: true

# Generated from catalog/roles/web.yaml; edit there.

default['profile_http_service']['port'] = 8080
default['profile_http_service']['page_title'] = 'The shop\'s front'
default['profile_http_service']['flags'] = %w(DATABASE_URL BANNER)
default['profile_nginx_front']['upstream_port'] = 8080
default['profile_logging_rsyslog']['logs'] = {
  'access' => {
    'path' => '/var/log/shop/access.log',
    'owner' => 'shop',
    'keep_days' => 14,
    'tag' => 'web-access',
    'format' => 'lines',
    'json' => false,
  },
  'app' => {
    'path' => '/var/log/shop/app.log',
    'owner' => 'shop',
    'keep_days' => 14,
    'tag' => 'web-app',
    'format' => 'json',
    'json' => true,
  },
}
default['profile_logging_rsyslog']['folders'] = {
  '/var/log/shop' => {
    'owner' => 'shop',
  },
}
default['profile_logging_rsyslog']['units'] = %w(shop)
default['profile_logging_rsyslog']['services'] = %w(nginx)
default['profile_logging_rsyslog']['reads_journal'] = false
default['profile_logging_rsyslog']['journal_days'] = 14
