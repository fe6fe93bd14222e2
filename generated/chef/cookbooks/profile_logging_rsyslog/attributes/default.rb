# frozen_string_literal: true

# Generated from rolebake:profiles/logging_rsyslog.yaml; edit there.

default['profile_logging_rsyslog']['units'] = []
