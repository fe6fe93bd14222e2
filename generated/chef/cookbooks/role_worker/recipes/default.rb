# frozen_string_literal: true

# Generated from catalog/roles/worker.yaml; edit there.
# Works off the shop's queue

include_recipe 'profile_shop_program'
include_recipe 'profile_queue_worker'
include_recipe 'profile_logging_rsyslog'
