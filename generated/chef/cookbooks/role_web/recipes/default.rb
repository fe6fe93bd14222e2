# frozen_string_literal: true

# Generated from catalog/roles/web.yaml; edit there.
# The shop's pages, behind nginx

include_recipe 'profile_shop_program'
include_recipe 'profile_http_service'
include_recipe 'profile_nginx_front'
include_recipe 'profile_logging_rsyslog'
