# frozen_string_literal: true

# with_gems.rb SET TOOL PROGRAM ARGUMENTS: runs rspec, puppet, or a program beside this one, with one set of gems beside those
# that bake machines.

set, tool, program, *arguments = ARGV
homes = ["/run/checkers/#{set}", "/run/rolebake/converger/#{tool}"]
$LOAD_PATH.unshift(
  *Dir["#{homes[0]}/{extensions/*/*/*,gems/*/lib}"],
  *File.readlines("#{homes[1]}/load_path", chomp: true).map { |path| "#{homes[1]}/#{path}" }
)
Gem.paths = { 'GEM_HOME' => homes[0], 'GEM_PATH' => homes.join(':') }
ARGV.replace(arguments)
$PROGRAM_NAME = program

case program
when 'rspec'
  require 'rspec/core'
  RSpec::Core::Runner.invoke
when 'puppet'
  require 'puppet/util/command_line'
  Puppet::Util::CommandLine.new.execute
else
  require_relative program
end
