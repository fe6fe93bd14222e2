# frozen_string_literal: true

# Generated from catalog/roles/web.yaml; edit there.

launched = input('launched')

control 'unit shop' do
  title 'unit shop'
  desc 'Said by profile http_service'
  impact 1.0
  describe systemd_service('shop') do
    it { should be_enabled }
  end
end

control 'unit shop once launched' do
  title 'unit shop once launched'
  desc 'Said by profile http_service'
  impact 1.0
  only_if('the machine was launched') { launched }
  describe systemd_service('shop') do
    it { should be_running }
  end
end

control 'file /etc/shop/title' do
  title 'file /etc/shop/title'
  desc 'Said by profile http_service'
  impact 1.0
  describe file('/etc/shop/title') do
    it { should exist }
    its('content') { should eq "The shop's front\n" }
  end
end

control 'http http://127.0.0.1:8080/ once launched' do
  title 'http http://127.0.0.1:8080/ once launched'
  desc 'Said by profile http_service'
  impact 1.0
  only_if('the machine was launched') { launched }
  describe http('http://127.0.0.1:8080/') do
    its('status') { should cmp 200 }
    its('body') { should include '<h1>' }
  end
end

control 'unit nginx' do
  title 'unit nginx'
  desc 'Said by profile nginx_front'
  impact 1.0
  describe systemd_service('nginx') do
    it { should be_enabled }
    it { should be_running }
  end
end

control 'port 80/tcp' do
  title 'port 80/tcp'
  desc 'Said by profile nginx_front'
  impact 1.0
  describe port(80) do
    its('protocols') { should include(/\Atcp6?\z/) }
  end
end

control 'command nginx -t' do
  title 'command nginx -t'
  desc 'Said by profile nginx_front'
  impact 1.0
  describe command('nginx -t') do
    its('exit_status') { should eq 0 }
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

control 'port 80/tcp once launched' do
  title 'port 80/tcp once launched'
  desc 'Said by what is served as http'
  impact 1.0
  only_if('the machine was launched') { launched }
  describe port(80) do
    its('protocols') { should include(/\Atcp6?\z/) }
  end
end

control 'http http://127.0.0.1:80/healthz once launched' do
  title 'http http://127.0.0.1:80/healthz once launched'
  desc 'Said by what is served as http'
  impact 1.0
  only_if('the machine was launched') { launched }
  describe http('http://127.0.0.1:80/healthz') do
    its('status') { should cmp 200 }
  end
end
