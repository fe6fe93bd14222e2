# frozen_string_literal: true

# Generated from catalog/roles/worker.yaml; edit there.

describe 'role_worker::default' do
  step_into %w(profile_shop_program profile_queue_worker profile_logging_rsyslog)

  it('converges') { expect { chef_run }.to_not raise_error }

  it 'includes profile_shop_program' do
    is_expected.to create_profile_shop_program('shop_program')
  end

  it 'includes profile_queue_worker' do
    is_expected.to create_profile_queue_worker('queue_worker').with(
      pause_seconds: 2,
      flags: %w(DATABASE_URL)
    )
  end

  it 'includes profile_logging_rsyslog' do
    is_expected.to create_profile_logging_rsyslog('logging_rsyslog').with(
      logs: {
        'app' => {
          'path' => '/var/log/shop/worker.log',
          'owner' => 'shop',
          'keep_days' => 14,
          'tag' => 'worker-app',
          'format' => 'json',
          'json' => true,
        },
      },
      folders: {
        '/var/log/shop' => {
          'owner' => 'shop',
        },
      },
      units: %w(shop-worker),
      services: [],
      reads_journal: false,
      journal_days: 14
    )
  end
end
