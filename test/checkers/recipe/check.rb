# frozen_string_literal: true

# check.rb puppet|chef: checks the tree at /run/input with the real tools; prints the offences as a JSON array.

require 'erb'
require 'json'
require 'fileutils'
require 'open3'
require_relative 'proofs'

GEMS = '/run/checkers'
PUPPET = '/run/rolebake/converger/bin/puppet'
PUPPET_FOLDERS = %w[conf code var run log public].flat_map { |name| ["--#{name}dir", "/tmp/puppet/#{name}"] }
LINT_FORMAT = '%{path}:%{line}: %{kind}: %{message} (%{check})'

# What a tool complains of, by line; a tool that fails without a word is an offence too.
def complaints(*argv, gems: nil)
  environment = gems ? { 'GEM_HOME' => gems, 'GEM_PATH' => gems } : {}
  output, status = Open3.capture2e(environment, *argv)
  lines = output.lines(chomp: true).reject(&:empty?)
  return lines unless lines.empty? && !status.success?

  ["#{argv.first(3).join(' ')} ended with #{status.exitstatus}"]
end

def each_of(pattern, &block)
  Dir.glob(pattern).sort.flat_map(&block)
end

def all_of(pattern)
  files = Dir.glob(pattern).sort
  files.empty? ? [] : yield(files)
end

def puppet_lint(set)
  program = Dir["#{GEMS}/#{set}/gems/puppet-lint-[0-9]*/bin/puppet-lint"].fetch(0)
  all_of('**/*.pp') do |files|
    complaints('ruby', program, '--fail-on-warnings', '--log-format', LINT_FORMAT, *files, gems: "#{GEMS}/#{set}")
  end
end

def puppet
  each_of('**/*.rb') { |file| complaints('ruby', '-c', file) - ['Syntax OK'] } +
    all_of('**/*.pp') { |files| complaints(PUPPET, 'parser', 'validate', '--color=false', *PUPPET_FOLDERS, *files) } +
    all_of('**/*.epp') { |files| complaints(PUPPET, 'epp', 'validate', '--color=false', *PUPPET_FOLDERS, *files) } +
    puppet_lint('puppet-lint') + puppet_lint('puppet-lint-vox') + puppet_proofs
end

def puppet_proofs
  specs = 'site-modules/role'
  Proofs.strings(PUPPET_FOLDERS) + (Dir.exist?("#{specs}/spec") ? Proofs.rspec('puppet-spec', 'puppet', specs) : [])
end

def cookstyle
  home = "#{GEMS}/cookstyle"
  program = Dir["#{home}/gems/cookstyle-[0-9]*/bin/cookstyle"].fetch(0)
  lines = complaints('ruby', program, '--format', 'emacs', '--display-cop-names', '--cache', 'false', gems: home)
  lines.map { |line| line.delete_prefix('/run/input/') }
end

def template(file)
  RubyVM::InstructionSequence.compile(ERB.new(File.read(file), trim_mode: '-').src)
  []
rescue SyntaxError => e
  ["#{file}: #{e.message}"]
end

def chef
  each_of('**/*.rb') { |file| complaints('ruby', '-c', file) - ['Syntax OK'] } +
    each_of('**/*.erb') { |file| template(file) } + cookstyle + chef_proofs
end

def chef_proofs
  (Dir.exist?('spec') ? Proofs.rspec('chef-spec', 'chef', '.') : []) + Proofs.inspec + Proofs.kitchen + Proofs.why_run
end

def json
  each_of('**/*.json') do |file|
    JSON.parse(File.read(file))
    []
  rescue JSON::ParserError => e
    ["#{file}: #{e.message}"]
  end
end

ENV['HOME'] = '/tmp'
Dir.chdir('/run/input')
puts JSON.generate(({ 'puppet' => method(:puppet), 'chef' => method(:chef) }.fetch(ARGV[0]).call + json).uniq)
