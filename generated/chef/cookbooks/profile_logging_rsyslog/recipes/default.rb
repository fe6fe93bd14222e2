# frozen_string_literal: true

# Generated from rolebake:profiles/logging_rsyslog.yaml; edit there.
# Rotates the logs of a role and ships them to the collector that a flag names

profile_logging_rsyslog 'logging_rsyslog' do
  logs node['profile_logging_rsyslog']['logs'].to_h
  folders node['profile_logging_rsyslog']['folders'].to_h
  units node['profile_logging_rsyslog']['units'].to_a
end
