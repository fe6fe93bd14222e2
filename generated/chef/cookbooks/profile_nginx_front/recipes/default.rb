# frozen_string_literal: true

# Generated from catalog/profiles/nginx_front.yaml; edit there.
# nginx as the front of an HTTP service on the same machine

profile_nginx_front 'nginx_front' do
  port node['profile_nginx_front']['port']
  upstream_port node['profile_nginx_front']['upstream_port']
  max_body_megabytes node['profile_nginx_front']['max_body_megabytes']
end
