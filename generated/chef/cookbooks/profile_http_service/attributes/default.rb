# frozen_string_literal: true

# Generated from catalog/profiles/http_service.yaml; edit there.

default['profile_http_service']['port'] = 8080
default['profile_http_service']['page_title'] = 'The shop'
default['profile_http_service']['flags'] = []
