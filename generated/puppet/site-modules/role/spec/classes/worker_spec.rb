# frozen_string_literal: true

# Generated from catalog/roles/worker.yaml; edit there.

require 'spec_helper'

describe 'role::worker' do
  let(:facts) { { role: 'worker' } }

  it { is_expected.to compile.with_all_deps }

  it 'includes profile::shop_program' do
    is_expected.to contain_class('profile::shop_program')
  end

  it 'includes profile::queue_worker' do
    is_expected.to contain_class('profile::queue_worker').with(
      pause_seconds: 2,
      flags: %w(DATABASE_URL)
    )
  end

  it 'includes profile::logging_rsyslog' do
    is_expected.to contain_class('profile::logging_rsyslog').with(
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
