# frozen_string_literal: true

# puppet.rb: what Puppet makes of /run/input, as JSON. literals.pp is an array; templates.json names templates with
# their values; keys.json names keys of Hiera, classes.json classes; role is a role whose files are told as the catalog has them.

home = '/run/rolebake/converger/puppet'
$LOAD_PATH.unshift(*File.readlines("#{home}/load_path", chomp: true).map { |path| "#{home}/#{path}" })
Gem.paths = { 'GEM_HOME' => home, 'GEM_PATH' => home }

require 'json'
require 'puppet'
require 'puppet_pal'

INPUT = '/run/input'
folders = %w[conf code var run log public].flat_map { |name| ["--#{name}dir", "/tmp/puppet/#{name}"] }
Puppet.initialize_settings(folders + ['--strict=error', '--strict_variables'])

def input(name)
  path = "#{INPUT}/#{name}"
  File.exist?(path) ? yield(path) : nil
end

def read(path)
  JSON.parse(File.read(path, encoding: 'utf-8'))
end

def rendered(compiler, name, values)
  compiler.call_function('epp', name, values)
rescue StandardError => e
  "#{e.class}: #{e.message}"
end

# Why Puppet does not take a class with its parameters from Hiera; nil if it does.
def refusal(compiler, name)
  compiler.evaluate_string("include #{name}")
  nil
rescue StandardError => e
  e.message
end

def answers(compiler)
  {
    'literals' => input('literals.pp') { |path| compiler.evaluate_file(path) },
    'templates' => input('templates.json') do |path|
      read(path).map { |name, values| rendered(compiler, name, values) }
    end,
    'hiera' => input('keys.json') { |path| read(path).map { |key| compiler.call_function('lookup', key) } },
    'classes' => input('classes.json') { |path| read(path).map { |name| refusal(compiler, name) } }
  }
end

def role(compiler, name)
  compiler.evaluate_string("include role::#{name}")
  catalog = JSON.parse(compiler.with_json_encoding(&:encode))
  catalog['resources'].map { |one| one.slice('type', 'title', 'parameters') }
end

role_name = input('role') { |path| File.read(path) }
facts = { 'role' => role_name.to_s }
options = { env_dir: INPUT, modulepath: ["#{INPUT}/site-modules"], facts: facts }
result = Puppet::Pal.in_environment('production', **options) do |pal|
  pal.with_catalog_compiler { |compiler| role_name ? role(compiler, role_name) : answers(compiler) }
end
puts JSON.generate(result)
