# frozen_string_literal: true

# Generated from catalog/profiles/http_service.yaml; edit there.
# The shop's HTTP service

unified_mode true

provides :profile_http_service
resource_name :profile_http_service

property :port, Integer,
         callbacks: { 'must be from 1 to 65535' => ->(value) { value.is_a?(Integer) && value.between?(1, 65_535) } },
         required: true,
         description: 'Port on the loopback address'

property :page_title, String,
         required: true,
         description: 'Title of the front page'

property :flags, Array,
         callbacks: {
           'must be a list' => ->(value) { value.is_a?(Array) },
           'must at * be text' => ->(value) { value.all?(String) },
         },
         required: true,
         description: 'Names of the flags that the unit receives at launch, as systemd credentials'

action :create do
  execute 'systemd reload for http_service' do
    command ['/usr/bin/systemctl', 'daemon-reload']
    action :nothing
  end

  template '/etc/shop/title' do
    cookbook 'profile_http_service'
    source 'title.erb'
    variables(
      page_title: new_resource.page_title
    )
    owner 'root'
    group 'root'
    mode '0644'
  end

  template '/etc/systemd/system/shop.service' do
    cookbook 'profile_http_service'
    source 'shop.service.erb'
    variables(
      port: new_resource.port,
      flags: new_resource.flags
    )
    owner 'root'
    group 'root'
    mode '0644'
    notifies :run, 'execute[systemd reload for http_service]', :immediately
  end

  service 'shop' do
    action :enable
  end
end
