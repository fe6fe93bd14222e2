# frozen_string_literal: true

# boot.rb TOOL PROGRAM ARGUMENTS: runs a program of one tool's gems. Started by bin/PROGRAM without RubyGems.

base = File.expand_path(__dir__)
tool = ARGV.shift
program = ARGV.shift
home = "#{base}/#{tool}"

# Each file was compiled for this Ruby and this place when the converger was made.
if base == '/run/rolebake/converger'
  RubyVM::InstructionSequence.define_singleton_method(:load_iseq) do |path|
    next unless path.start_with?("#{base}/")

    load_from_binary(File.binread("#{base}/compiled#{path.delete_prefix(base)}"))
  rescue Errno::ENOENT
    nil
  end
end

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

# Puppet adds what it loads by itself to $LOADED_FEATURES. Ruby 3.1 then looks anew on the disk where each of a thousand
# features really is. One that is required instead is added without that.
added = {}
$LOADED_FEATURES.define_singleton_method(:<<) do |file|
  added[file] = true
  self
end
by_require = Module.new do
  define_method(:load) { |file, wrap = false| added.delete(file) ? require(file) : super(file, wrap) }
end
Kernel.singleton_class.prepend(by_require)

$PROGRAM_NAME = program
path = File.read("#{home}/programs")[/^#{Regexp.escape(program)} (.*)$/, 1]
abort "#{program} is not a program of #{tool}" unless path
load File.join(home, path)
