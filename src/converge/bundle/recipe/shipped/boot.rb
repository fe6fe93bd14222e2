# frozen_string_literal: true

# boot.rb TOOL PROGRAM ARGUMENTS: runs a program of one tool's gems. Started by bin/PROGRAM without RubyGems.

base = File.expand_path(__dir__)
tool = ARGV.shift
program = ARGV.shift
home = "#{base}/#{tool}"

# Our own folders only: whatever Ruby the machine has, or is given, stays unseen.
$LOAD_PATH.replace(
  ["#{base}/lib/ruby/vendor_ruby"] +
  File.readlines("#{home}/load_path", chomp: true).map { |path| "#{home}/#{path}" } +
  ["#{base}/lib/ruby/3.1.0", "#{base}/lib/x86_64-linux-gnu/ruby/3.1.0"]
)

require 'rbconfig'
RbConfig::CONFIG['ruby_install_name'] = 'ruby'
require 'rubygems'

# An assignment to Gem.paths would not outlive the Gem.clear_paths that Chef calls.
gem_paths = Gem::PathSupport.new('GEM_HOME' => home, 'GEM_PATH' => home)
Gem.define_singleton_method(:paths) { gem_paths }
Gem.define_singleton_method(:default_dir) { home }
Gem.define_singleton_method(:default_path) { [home] }
Gem.define_singleton_method(:user_dir) { home }

$PROGRAM_NAME = program
path = File.read("#{home}/programs")[/^#{Regexp.escape(program)} (.*)$/, 1]
abort "#{program} is not a program of #{tool}" unless path
load File.join(home, path)
