# frozen_string_literal: true

# chef_cli.rb ARGUMENTS: chef-cli; started by with_gems.rb.

require 'chef-cli/cli'
ChefCLI::CLI.new(ARGV).run
