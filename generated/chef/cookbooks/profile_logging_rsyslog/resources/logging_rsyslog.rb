# frozen_string_literal: true

# Generated from rolebake:profiles/logging_rsyslog.yaml; edit there.
# Rotates the logs of a role and ships them to the collector that a flag names

unified_mode true

provides :profile_logging_rsyslog
resource_name :profile_logging_rsyslog

property :logs, Hash,
         callbacks: {
           'must be an object' => ->(value) { value.is_a?(Hash) },
           'must have text as keys' => ->(value) { value.keys.all?(String) },
           'must at * be an object' => ->(value) { value.values.all?(Hash) },
           'must at * have no keys but path, tag, owner, json' => ->(value) { (value.values.flat_map(&:keys) - %w(path tag owner json)).empty? },
           'must at *.path be an absolute path of letters, digits and . _ @ + -, such as /etc/shop.conf' => ->(value) { value.values.flat_map { |one| one.slice('path').values }.all?(%r{\A(/\.*[A-Za-z0-9_@+-][A-Za-z0-9._@+-]*)+\z}) },
           'must at *.tag be a host name or an IPv4 address, such as db1.example' => ->(value) { value.values.flat_map { |one| one.slice('tag').values }.all?(/\A[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*\z/) },
           'must at *.tag have at most 253 characters' => ->(value) { value.values.flat_map { |one| one.slice('tag').values }.all? { |one| one.length <= 253 } },
           'must at *.owner be text' => ->(value) { value.values.flat_map { |one| one.slice('owner').values }.all?(String) },
           'must at *.json be true or false' => ->(value) { (value.values.flat_map { |one| one.slice('json').values } - [true, false]).empty? },
         },
         required: true,
         description: 'The logs of the role, by name'

property :folders, Hash,
         callbacks: {
           'must be an object' => ->(value) { value.is_a?(Hash) },
           'must have text as keys' => ->(value) { value.keys.all?(String) },
           'must at * be an object' => ->(value) { value.values.all?(Hash) },
           'must at * have no keys but owner' => ->(value) { (value.values.flat_map(&:keys) - %w(owner)).empty? },
           'must at *.owner be text' => ->(value) { value.values.flat_map { |one| one.slice('owner').values }.all?(String) },
         },
         required: true,
         description: 'The folders that the logs are in, by path'

property :units, Array,
         callbacks: {
           'must be a list' => ->(value) { value.is_a?(Array) },
           'must at * be text' => ->(value) { value.all?(String) },
         },
         required: true,
         description: 'The units that open their logs anew after a rotation'

action :create do
  execute 'systemd reload for logging_rsyslog' do
    command ['/usr/bin/systemctl', 'daemon-reload']
    action :nothing
  end

  apt_package %w(rsyslog logrotate) do
    options '--no-install-recommends'
  end

  directory '/etc/systemd/system/rsyslog.service.d' do
    owner 'root'
    group 'root'
    mode '0755'
  end

  template '/etc/tmpfiles.d/rolebake-logs.conf' do
    cookbook 'profile_logging_rsyslog'
    source 'rolebake-logs.conf.erb'
    variables(
      folders: new_resource.folders
    )
    owner 'root'
    group 'root'
    mode '0644'
  end

  template '/etc/logrotate.d/rolebake-logs' do
    cookbook 'profile_logging_rsyslog'
    source 'rolebake-logs.erb'
    variables(
      logs: new_resource.logs,
      units: new_resource.units
    )
    owner 'root'
    group 'root'
    mode '0644'
  end

  template '/etc/rsyslog.d/30-rolebake-logs.conf' do
    cookbook 'profile_logging_rsyslog'
    source '30-rolebake-logs.conf.erb'
    variables(
      logs: new_resource.logs
    )
    owner 'root'
    group 'root'
    mode '0644'
  end

  cookbook_file '/etc/systemd/system/rsyslog.service.d/rolebake-collector.conf' do
    cookbook 'profile_logging_rsyslog'
    source 'rolebake-collector.conf'
    owner 'root'
    group 'root'
    mode '0644'
    notifies :run, 'execute[systemd reload for logging_rsyslog]', :immediately
  end

  service 'rsyslog' do
    action :enable
  end
end
