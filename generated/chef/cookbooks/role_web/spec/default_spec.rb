# frozen_string_literal: true

# Generated from catalog/roles/web.yaml; edit there.

describe 'role_web::default' do
  step_into %w(profile_shop_program profile_http_service profile_nginx_front profile_logging_rsyslog)

  it('converges') { expect { chef_run }.to_not raise_error }

  it 'includes profile_shop_program' do
    is_expected.to create_profile_shop_program('shop_program')
  end

  it 'includes profile_http_service' do
    is_expected.to create_profile_http_service('http_service').with(
      port: 8080,
      page_title: 'The shop\'s front',
      flags: %w(DATABASE_URL BANNER)
    )
  end

  it 'includes profile_nginx_front' do
    is_expected.to create_profile_nginx_front('nginx_front').with(
      upstream_port: 8080
    )
  end

  it 'includes profile_logging_rsyslog' do
    is_expected.to create_profile_logging_rsyslog('logging_rsyslog').with(
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
