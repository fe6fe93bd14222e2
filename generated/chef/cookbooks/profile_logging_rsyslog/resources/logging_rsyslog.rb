# frozen_string_literal: true

# Generated from rolebake:profiles/logging_rsyslog.yaml; edit there.
# Rotates the logs of a role and ships them with rsyslog to the collector that a flag names

unified_mode true

provides :profile_logging_rsyslog
resource_name :profile_logging_rsyslog

property :logs, Hash,
         callbacks: {
           'must be an object' => ->(value) { value.is_a?(Hash) },
           'must have text as keys' => ->(value) { value.keys.all?(String) },
           'must at * be an object' => ->(value) { value.values.all?(Hash) },
           'must at * have no keys but path, unit, tag, format, json, starts, owner, keep_days' => ->(value) { (value.values.flat_map(&:keys) - %w(path unit tag format json starts owner keep_days)).empty? },
           'must at *.path be an absolute path of letters, digits and . _ @ + -, such as /etc/shop.conf' => ->(value) { value.values.flat_map { |one| one.slice('path').values }.all?(%r{\A(/\.*[A-Za-z0-9_@+-][A-Za-z0-9._@+-]*)+\z}) },
           'must at *.unit be text' => ->(value) { value.values.flat_map { |one| one.slice('unit').values }.all?(String) },
           'must at *.tag be text' => ->(value) { value.values.flat_map { |one| one.slice('tag').values }.all?(String) },
           'must at *.format be text' => ->(value) { value.values.flat_map { |one| one.slice('format').values }.all?(String) },
           'must at *.json be true or false' => ->(value) { (value.values.flat_map { |one| one.slice('json').values } - [true, false]).empty? },
           'must at *.starts be text' => ->(value) { value.values.flat_map { |one| one.slice('starts').values }.all?(String) },
           'must at *.owner be text' => ->(value) { value.values.flat_map { |one| one.slice('owner').values }.all?(String) },
           'must at *.keep_days be an integer' => ->(value) { value.values.flat_map { |one| one.slice('keep_days').values }.all?(Integer) },
           'must at *.keep_days be at least 1' => ->(value) { value.values.flat_map { |one| one.slice('keep_days').values }.all? { |one| one >= 1 } },
         },
         required: true,
         description: 'The logs of the role, by name; each has a path or a unit'

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

property :services, Array,
         callbacks: {
           'must be a list' => ->(value) { value.is_a?(Array) },
           'must at * be text' => ->(value) { value.all?(String) },
         },
         required: true,
         description: 'Services of packages that are reloaded after a rotation, as far as they can'

property :reads_journal, [true, false],
         required: true,
         description: 'Whether any log is the journal of a unit'

property :journal_days, Integer,
         callbacks: { 'must be at least 1' => ->(value) { value.is_a?(Integer) && value >= 1 } },
         required: true,
         description: 'Days that the machine keeps its journal'

action :create do
  execute 'systemd reload for logging_rsyslog' do
    command ['/usr/bin/systemctl', 'daemon-reload']
    action :nothing
  end

  apt_package %w(rsyslog logrotate) do
    options '--no-install-recommends'
  end

  directory '/etc/systemd/journald.conf.d' do
    owner 'root'
    group 'root'
    mode '0755'
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
      units: new_resource.units,
      services: new_resource.services
    )
    owner 'root'
    group 'root'
    mode '0644'
  end

  template '/etc/systemd/journald.conf.d/rolebake-logs.conf' do
    cookbook 'profile_logging_rsyslog'
    source 'etc_systemd_journald.conf.d_rolebake-logs.conf.erb'
    variables(
      journal_days: new_resource.journal_days
    )
    owner 'root'
    group 'root'
    mode '0644'
  end

  template '/etc/rsyslog.d/30-rolebake-logs.conf' do
    cookbook 'profile_logging_rsyslog'
    source '30-rolebake-logs.conf.erb'
    variables(
      logs: new_resource.logs,
      reads_journal: new_resource.reads_journal
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
