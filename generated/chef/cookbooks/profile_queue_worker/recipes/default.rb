# frozen_string_literal: true

# Generated from catalog/profiles/queue_worker.yaml; edit there.
# The shop's queue worker

profile_queue_worker 'queue_worker' do
  pause_seconds node['profile_queue_worker']['pause_seconds']
  flags node['profile_queue_worker']['flags']
end
