# frozen_string_literal: true

# Generated from catalog/roles/worker.yaml; edit there.

name 'worker'

run_list 'role_worker::default'

cookbook 'role_worker', path: '../cookbooks/role_worker'
cookbook 'profile_shop_program', path: '../cookbooks/profile_shop_program'
cookbook 'profile_queue_worker', path: '../cookbooks/profile_queue_worker'
cookbook 'profile_logging_rsyslog', path: '../cookbooks/profile_logging_rsyslog'
