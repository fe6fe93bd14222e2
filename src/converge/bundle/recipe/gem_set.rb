# frozen_string_literal: true

require 'digest'
require 'rubygems/installer'
require 'rubygems/remote_fetcher'
require 'tsort'
require 'uri'

# The gems of one pinned list: brought from the gem source of this tree, checked against the list, installed apart.
class GemSet
  Pin = Struct.new(:name, :version, :sha256) do
    def file = "#{name}-#{version}.gem"
  end

  # Arguments of a gem's own build, where its default would bring or want something else.
  BUILD_ARGUMENTS = { 'ffi' => ['--enable-system-libffi'] }.freeze

  attr_reader :pins

  def initialize(list)
    @pins = File.readlines(list, chomp: true).map { |line| Pin.new(*line.split) }
  end

  # Downloads what is missing in the folder, many at once; yields after each gem.
  def fetch(dir)
    waiting = Queue.new
    pins.each { |pin| waiting << pin }
    waiting.close
    done = Queue.new
    workers = Array.new(8) { Thread.new { fetch_each(waiting, done, dir) } }
    pins.each { yield done.pop.tap { |result| raise result if result.is_a?(Exception) } }
  ensure
    workers&.each(&:kill)
  end

  # Installs into a folder of its own, dependencies first; yields after each gem.
  def install(dir, into)
    ENV['GEM_HOME'] = ENV['GEM_PATH'] = into
    Gem.clear_paths
    in_order(dir).each do |file, spec|
      Gem::Installer.at(file, install_dir: into, ignore_dependencies: true, force: true, wrappers: false,
                              build_args: BUILD_ARGUMENTS.fetch(spec.name, [])).install
      yield spec
    end
  end

  private

  def fetch_each(waiting, done, dir)
    while (pin = waiting.pop)
      path = File.join(dir, pin.file)
      File.binwrite(path, download(pin)) unless File.exist?(path)
      done << pin
    end
  rescue StandardError => e
    done << e
  end

  def download(pin)
    bytes = Gem::RemoteFetcher.fetcher.fetch_path(URI.join(Gem.sources.first.uri.to_s, "gems/#{pin.file}"))
    found = Digest::SHA256.hexdigest(bytes)
    raise "#{pin.file} has the SHA-256 #{found}, not #{pin.sha256} as pinned" unless found == pin.sha256

    bytes
  end

  def in_order(dir)
    specs = pins.to_h { |pin| [pin.name, Gem::Package.new(File.join(dir, pin.file)).spec] }
    needs = lambda do |name, &block|
      specs[name].runtime_dependencies.map(&:name).select { |other| specs.key?(other) }.each(&block)
    end
    each_node = ->(&block) { specs.each_key(&block) }
    TSort.strongly_connected_components(each_node, needs).flatten.map do |name|
      [File.join(dir, pins.find { |pin| pin.name == name }.file), specs[name]]
    end
  end
end
