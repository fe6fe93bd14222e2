# frozen_string_literal: true

# policy_client.rb FOLDER: what chef-client would do with the policy that chef-cli has exported there.

require 'fileutils'
require_relative 'proofs'

Proofs.writable
Dir.chdir(ARGV.fetch(0))
exec(Proofs::CHEF_CLIENT, '--local-mode', '--why-run', '--no-color', '--chef-license', 'accept-no-persist')
