# frozen_string_literal: true

# build.rb: makes /build/converger in the builder tree, from the lists beside this file and the packages in /debs.
# Prints "progress STAGE DONE TOTAL" lines.

require 'fileutils'
require_relative 'gem_set'
require_relative 'libraries'
require_relative 'trim'
require_relative 'versions'

WORK = '/build'
TARGET = "#{WORK}/converger"
RECIPE = __dir__
TOOLS = { 'puppet' => %w[puppet facter], 'chef' => %w[chef-solo chef-client ohai] }.freeze
SETS = TOOLS.keys.to_h { |tool| [tool, GemSet.new("#{RECIPE}/gems-#{tool}.txt")] }

def run(*argv)
  system(*argv, exception: true)
end

def count(stage)
  total = SETS.values.sum { |set| set.pins.length }
  done = 0
  yield -> { puts "progress #{stage} #{done += 1} #{total}" }
end

def gems
  FileUtils.mkdir_p("#{WORK}/gems")
  count('fetch') { |tick| SETS.each_value { |set| set.fetch("#{WORK}/gems") { tick.call } } }
  count('install') do |tick|
    SETS.map { |tool, set| fork_install(tool, set, tick) }.each(&:join)
  end
end

# One process a tool: two cores compile at once, and each has its own gem paths.
def fork_install(tool, set, tick)
  reader, writer = IO.pipe
  pid = fork do
    $stdout.reopen('/dev/null')
    set.install("#{WORK}/gems", "#{TARGET}/#{tool}") { writer.write('.') }
  end
  writer.close
  Thread.new do
    tick.call while reader.read(1)
    abort "the gems of #{tool} did not install" unless Process.wait2(pid).last.success?
  end
end

def ruby
  Dir["/debs/*.deb"].each { |deb| run('dpkg-deb', '-x', deb, "#{WORK}/ruby") }
  FileUtils.mkdir_p("#{TARGET}/bin")
  FileUtils.cp("#{WORK}/ruby/usr/bin/ruby3.1", "#{TARGET}/bin/ruby")
  run('cp', '--archive', "#{WORK}/ruby/usr/lib", TARGET)
  # Debian's own additions to RubyGems would bring back the machine's gem folders: ours stand there instead.
  FileUtils.rm_rf("#{TARGET}/lib/ruby/vendor_ruby")
  FileUtils.mkdir_p("#{TARGET}/lib/ruby/vendor_ruby")
  FileUtils.cp(Dir["#{RECIPE}/shipped/stand_in/*.rb"], "#{TARGET}/lib/ruby/vendor_ruby")
end

# The load path and the programs of each tool, so that nothing is searched for when it starts.
def index(home)
  specs = Dir["#{home}/specifications/*.gemspec"].sort.map { |file| Gem::Specification.load(file) }
  folders = specs.flat_map do |spec|
    ["extensions/#{Gem::Platform.local}/#{Gem.extension_api_version}/#{spec.full_name}"] +
      spec.require_paths.map { |path| File.absolute_path?(path) ? nil : "gems/#{spec.full_name}/#{path}" }
  end
  programs = specs.flat_map { |spec| spec.executables.map { |name| "#{name} gems/#{spec.full_name}/#{spec.bindir}/#{name}" } }
  File.write("#{home}/load_path", "#{folders.compact.select { |dir| Dir.exist?("#{home}/#{dir}") }.join("\n")}\n")
  File.write("#{home}/programs", "#{programs.sort.join("\n")}\n")
end

def launchers
  FileUtils.cp("#{RECIPE}/shipped/boot.rb", "#{TARGET}/boot.rb")
  launcher = File.read("#{RECIPE}/shipped/launcher.sh")
  TOOLS.each do |tool, programs|
    programs.each { |name| File.write("#{TARGET}/bin/#{name}", launcher.sub('@TOOL@', tool).sub('@PROGRAM@', name)) }
  end
  FileUtils.chmod(0o755, Dir["#{TARGET}/bin/*"])
end

def compile
  library = "#{TARGET}/lib/ruby/3.1.0"
  native = "#{TARGET}/lib/x86_64-linux-gnu/ruby/3.1.0"
  run("#{TARGET}/bin/ruby", '--disable=gems,rubyopt', "-I#{library}", "-I#{native}", "#{RECIPE}/compile.rb")
end

$stdout.sync = true
ruby
gems
puts 'progress assemble 0 1'
Trim.new(TARGET).all(TOOLS.keys)
TOOLS.each_key { |tool| index("#{TARGET}/#{tool}") }
Libraries.new(TARGET).close_over
launchers
compile
Versions.new(TARGET, Dir['/debs/*.deb']).write(SETS)
run('chmod', '--recursive', 'u=rwX,go=rX', TARGET)
puts 'progress assemble 1 1'
