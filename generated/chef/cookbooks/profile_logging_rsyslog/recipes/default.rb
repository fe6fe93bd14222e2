# frozen_string_literal: true

# Generated from rolebake:profiles/logging_rsyslog.yaml; edit there.
# Rotates the logs of a role and ships them with rsyslog to the collector that a flag names

profile_logging_rsyslog 'logging_rsyslog' do
  logs node['profile_logging_rsyslog']['logs']
  folders node['profile_logging_rsyslog']['folders']
  units node['profile_logging_rsyslog']['units']
  services node['profile_logging_rsyslog']['services']
  reads_journal node['profile_logging_rsyslog']['reads_journal']
  journal_days node['profile_logging_rsyslog']['journal_days']
end
