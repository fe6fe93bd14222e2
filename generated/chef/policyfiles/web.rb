# frozen_string_literal: true

# Generated from catalog/roles/web.yaml; edit there.

name 'web'

run_list 'role_web::default'

cookbook 'role_web', path: '../cookbooks/role_web'
cookbook 'profile_shop_program', path: '../cookbooks/profile_shop_program'
cookbook 'profile_http_service', path: '../cookbooks/profile_http_service'
cookbook 'profile_nginx_front', path: '../cookbooks/profile_nginx_front'
cookbook 'profile_logging_rsyslog', path: '../cookbooks/profile_logging_rsyslog'
