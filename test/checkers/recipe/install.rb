# frozen_string_literal: true

# install.rb: installs each list beside this file into a folder of its own below /build.

require 'fileutils'
require '/recipe/gem_set'

FileUtils.mkdir_p('/build/cache')
Dir["#{__dir__}/gems-*.txt"].sort.each do |list|
  set = GemSet.new(list)
  set.fetch('/build/cache') { nil }
  set.install('/build/cache', "/build/#{File.basename(list, '.txt').delete_prefix('gems-')}") { nil }
end
FileUtils.rm_rf('/build/cache')
