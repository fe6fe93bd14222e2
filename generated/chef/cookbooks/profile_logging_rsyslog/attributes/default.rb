# frozen_string_literal: true

# Generated from rolebake:profiles/logging_rsyslog.yaml; edit there.

default['profile_logging_rsyslog']['units'] = []
default['profile_logging_rsyslog']['services'] = []
default['profile_logging_rsyslog']['reads_journal'] = false
default['profile_logging_rsyslog']['journal_days'] = 14
