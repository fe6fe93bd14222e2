# frozen_string_literal: true

# Generated from catalog/roles/web.yaml; edit there.

require 'spec_helper'

describe 'role::web' do
  let(:facts) { { role: 'web' } }

  it { is_expected.to compile.with_all_deps }

  it 'includes profile::shop_program' do
    is_expected.to contain_class('profile::shop_program')
  end

  it 'includes profile::http_service' do
    is_expected.to contain_class('profile::http_service').with(
      port: 8080,
      page_title: 'The shop\'s front',
      flags: %w(DATABASE_URL BANNER)
    )
  end

  it 'includes profile::nginx_front' do
    is_expected.to contain_class('profile::nginx_front').with(
      upstream_port: 8080
    )
  end

  it 'includes profile::logging_rsyslog' do
    is_expected.to contain_class('profile::logging_rsyslog').with(
      logs: {
        'access' => {
          'path' => '/var/log/shop/access.log',
          'owner' => 'shop',
          'keep_days' => 14,
          'tag' => 'web-access',
          'format' => 'lines',
          'json' => false,
        },
        'app' => {
          'path' => '/var/log/shop/app.log',
          'owner' => 'shop',
          'keep_days' => 14,
          'tag' => 'web-app',
          'format' => 'json',
          'json' => true,
        },
      },
      folders: {
        '/var/log/shop' => {
          'owner' => 'shop',
        },
      },
      units: %w(shop),
      services: %w(nginx),
      reads_journal: false,
      journal_days: 14
    )
  end
end
