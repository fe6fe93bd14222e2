# frozen_string_literal: true

require 'fileutils'

# Takes out of the converger what no run needs: sources, tests, build logs, documentation, Ruby's own tools.
class Trim
  UNUSED_RUBY = %w[bundler bundler.rb irb irb.rb rdoc rdoc.rb debug].freeze
  UNUSED_FOLDERS = %w[spec test tests features benchmark examples docs ext].freeze
  BUILD_LEFTOVERS = %w[*.o *.a *.c *.h *.la *.lo mkmf.log gem_make.out Makefile extconf.h].freeze
  PROSE = %w[CHANGELOG* HISTORY* README*].freeze

  def initialize(target)
    @target = target
  end

  def all(tools)
    remove(UNUSED_RUBY.map { |name| "#{@target}/lib/ruby/3.1.0/#{name}" } + ["#{@target}/lib/ruby/gems"])
    tools.each { |tool| gems("#{@target}/#{tool}") }
    Dir["#{@target}/**/*/"].sort.reverse_each { |dir| Dir.rmdir(dir) if !File.symlink?(dir.chomp('/')) && Dir.empty?(dir) }
  end

  private

  def gems(home)
    remove(%w[cache doc build_info bin bundler plugins].map { |name| "#{home}/#{name}" })
    remove(UNUSED_FOLDERS.flat_map { |name| Dir["#{home}/gems/*/#{name}/"] })
    remove(BUILD_LEFTOVERS.flat_map { |name| Dir.glob("#{home}/{gems,extensions}/**/#{name}", File::FNM_DOTMATCH) })
    remove(PROSE.flat_map { |name| Dir.glob("#{home}/gems/*/#{name}", File::FNM_CASEFOLD) })
  end

  def remove(paths)
    FileUtils.rm_rf(paths)
  end
end
