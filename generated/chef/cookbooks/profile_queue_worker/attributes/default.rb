# frozen_string_literal: true

# Generated from catalog/profiles/queue_worker.yaml; edit there.

default['profile_queue_worker']['pause_seconds'] = 5
default['profile_queue_worker']['flags'] = []
