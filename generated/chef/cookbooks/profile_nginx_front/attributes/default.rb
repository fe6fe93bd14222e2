# frozen_string_literal: true

# Generated from catalog/profiles/nginx_front.yaml; edit there.

default['profile_nginx_front']['port'] = 80
default['profile_nginx_front']['max_body_megabytes'] = 8
