# frozen_string_literal: true

# Generated from catalog/profiles/queue_worker.yaml; edit there.
# The shop's queue worker

unified_mode true

provides :profile_queue_worker
resource_name :profile_queue_worker

property :pause_seconds, Integer,
         callbacks: { 'must be from 1 to 3600' => ->(value) { value.is_a?(Integer) && value.between?(1, 3600) } },
         required: true,
         description: 'Time between two looks into the queue'

property :flags, Array,
         callbacks: {
           'must be a list' => ->(value) { value.is_a?(Array) },
           'must at * be text' => ->(value) { value.all?(String) },
         },
         required: true,
         description: 'Names of the flags that the unit receives at launch, as systemd credentials'

action :create do
  execute 'systemd reload for queue_worker' do
    command ['/usr/bin/systemctl', 'daemon-reload']
    action :nothing
  end

  template '/etc/systemd/system/shop-worker.service' do
    cookbook 'profile_queue_worker'
    source 'shop-worker.service.erb'
    variables(
      pause_seconds: new_resource.pause_seconds,
      flags: new_resource.flags
    )
    owner 'root'
    group 'root'
    mode '0644'
    notifies :run, 'execute[systemd reload for queue_worker]', :immediately
  end

  service 'shop-worker' do
    action :enable
  end
end
