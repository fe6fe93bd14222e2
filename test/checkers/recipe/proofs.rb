# frozen_string_literal: true

require 'English'
require 'erb'
require 'json'
require 'open3'
require 'yaml'

# Runs the tests that come with generated code; gives what they complain of, a line each.
module Proofs
  WITH_GEMS = ['ruby', '-EUTF-8:UTF-8', "#{__dir__}/with_gems.rb"].freeze
  CHEF_CLIENT = '/run/rolebake/converger/bin/chef-client'
  # Written to by a dry run's own checks of what is writable, and thrown away.
  WRITABLE = %w[etc opt srv usr var].freeze
  # Programs of packages that a dry run does not install, with which it validates files all the same.
  STAND_INS = %w[/usr/sbin/nft /usr/sbin/visudo].freeze

  module_function

  def rspec(set, tool, folder)
    report = "/tmp/#{set}.json"
    command = [*WITH_GEMS, set, tool, 'rspec', '--format', 'json', '--out', report]
    output, = Open3.capture2e(*command, chdir: folder)
    return ["#{folder}: #{output.lines.last(5).join}"] unless File.size?(report)

    result = JSON.parse(File.read(report))
    return ["#{folder}: #{result['messages']&.join || 'no examples'}"] if result['examples'].empty?

    result['examples'].reject { |one| one['status'] == 'passed' }.map { |one| failure(one) }
  end

  def failure(example)
    message = example.dig('exception', 'message').to_s.lines.map(&:strip).reject(&:empty?).first(3).join(' ')
    "#{example['file_path']}:#{example['line_number']}: #{message}"
  end

  def strings(folders)
    arguments = %w[generate --format json --out /tmp/strings.json]
    command = [*WITH_GEMS, 'puppet-spec', 'puppet', 'puppet', 'strings', *arguments, *folders]
    output, = Open3.capture2e(*command, "#{Dir.pwd}/**/*.pp", chdir: '/tmp')
    output.gsub("#{Dir.pwd}/", '').lines(chomp: true).grep(/\[(warn|error)\]|Error:|[1-9]\d* undocumented/)
  end

  def inspec
    profiles = Dir.glob('test/integration/*/inspec.yml').sort.map { |path| File.dirname(path) }
    return [] if profiles.empty?

    output, status = Open3.capture2e(*WITH_GEMS, 'chef-spec', 'chef', 'inspec', *profiles)
    lines = output.lines(chomp: true)
    lines.grep(%r{^test/integration/}) + (status.success? ? [] : lines.last(3))
  end

  def kitchen
    return [] unless File.exist?('kitchen.yml')

    suites = YAML.safe_load(ERB.new(File.read('kitchen.yml'), trim_mode: '-').result).fetch('suites')
    policyfiles = suites.map { |suite| suite.dig('provisioner', 'policyfile_path') }
    tests = suites.flat_map { |suite| suite.dig('verifier', 'inspec_tests') || [] }
    missing = Dir.glob('policyfiles/*.rb').sort - policyfiles + (tests + policyfiles).reject { |path| File.exist?(path) }
    missing.map { |path| "kitchen.yml: #{path} has no suite, or is not there" }
  end

  def why_run
    writable
    Dir.glob('cookbooks/role_*').sort.flat_map do |path|
      role = File.basename(path)
      output, status = Open3.capture2e(*chef_client("recipe[#{role}]"))
      status.success? ? [] : ["#{path}: #{output.lines.grep(/FATAL: (?!Stacktrace|-|PLEASE)/).last&.strip || output}"]
    end
  end

  def chef_client(recipe)
    options = { cookbook_path: "#{Dir.pwd}/cookbooks", cache_path: '/tmp/chef', node_path: '/tmp/nodes' }
    settings = options.flat_map { |name, value| ['--config-option', "#{name}=#{value}"] }
    [CHEF_CLIENT, '--local-mode', '--why-run', '--no-color', '--chef-license', 'accept-no-persist', *settings,
     '--override-runlist', recipe]
  end

  # Once, over the read-only tree; gone with the container.
  def writable
    WRITABLE.each do |name|
      layers = %w[upper work].to_h { |layer| [layer, "/tmp/overlay/#{name}/#{layer}"] }
      layers.each_value { |dir| FileUtils.mkdir_p(dir) }
      options = "lowerdir=/#{name},upperdir=#{layers['upper']},workdir=#{layers['work']}"
      system('mount', '-t', 'overlay', 'overlay', '-o', options, "/#{name}", exception: true)
    end
    STAND_INS.each { |path| FileUtils.ln_sf('/bin/true', path) }
  end
end
