# frozen_string_literal: true

# Generated from catalog/roles/worker.yaml; edit there.

launched = input('launched')

control 'unit shop-worker' do
  title 'unit shop-worker'
  desc 'Said by profile queue_worker'
  impact 1.0
  describe systemd_service('shop-worker') do
    it { should be_enabled }
  end
end

control 'unit shop-worker once launched' do
  title 'unit shop-worker once launched'
  desc 'Said by profile queue_worker'
  impact 1.0
  only_if('the machine was launched') { launched }
  describe systemd_service('shop-worker') do
    it { should be_running }
  end
end

control 'unit rsyslog' do
  title 'unit rsyslog'
  desc 'Said by profile logging_rsyslog'
  impact 1.0
  describe systemd_service('rsyslog') do
    it { should be_enabled }
  end
end
