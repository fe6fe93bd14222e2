# frozen_string_literal: true

# install.rb: installs each list beside this file into a folder of its own below /work.

require 'fileutils'
require '/recipe/gem_set'

FileUtils.mkdir_p('/work/cache')
Dir["#{__dir__}/gems-*.txt"].sort.each do |list|
  set = GemSet.new(list)
  set.fetch('/work/cache') { nil }
  set.install('/work/cache', "/work/#{File.basename(list, '.txt').delete_prefix('gems-')}") { nil }
end
FileUtils.rm_rf('/work/cache')
