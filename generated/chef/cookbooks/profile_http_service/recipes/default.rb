# frozen_string_literal: true

# Generated from catalog/profiles/http_service.yaml; edit there.
# The shop's HTTP service

profile_http_service 'http_service' do
  port node['profile_http_service']['port']
  page_title node['profile_http_service']['page_title']
  flags node['profile_http_service']['flags']
end
