# frozen_string_literal: true

# Generated from catalog/profiles/nginx_front.yaml; edit there.
# nginx as the front of an HTTP service on the same machine

unified_mode true

provides :profile_nginx_front
resource_name :profile_nginx_front

property :port, Integer,
         callbacks: { 'must be from 1 to 65535' => ->(value) { value.is_a?(Integer) && value.between?(1, 65_535) } },
         required: true,
         description: 'Port that clients reach'

property :upstream_port, Integer,
         callbacks: { 'must be from 1 to 65535' => ->(value) { value.is_a?(Integer) && value.between?(1, 65_535) } },
         required: true,
         description: 'Port of the service behind it'

property :max_body_megabytes, Integer,
         callbacks: { 'must be from 1 to 1024' => ->(value) { value.is_a?(Integer) && value.between?(1, 1024) } },
         required: true,
         description: 'Largest request that is let through'

action :create do
  apt_package 'nginx' do
    options '--no-install-recommends'
  end

  template '/etc/nginx/nginx.conf' do
    cookbook 'profile_nginx_front'
    source 'nginx.conf.erb'
    variables(
      port: new_resource.port,
      upstream_port: new_resource.upstream_port,
      max_body_megabytes: new_resource.max_body_megabytes
    )
    owner 'root'
    group 'root'
    mode '0644'
    notifies :restart, 'service[nginx]', :delayed
  end

  service 'nginx' do
    action [:enable, :start]
  end
end
