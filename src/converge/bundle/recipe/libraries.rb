# frozen_string_literal: true

require 'fileutils'
require 'open3'

# Brings the shared libraries that Ruby and the gems need into the converger, all but the C library's own,
# and lets the program find them wherever it is mounted.
class Libraries
  C_LIBRARY = /\A(?:libc|libm|libdl|libpthread|librt|libresolv|ld-linux-x86-64)\.so/
  FOLDER = 'lib/x86_64-linux-gnu'

  def initialize(target)
    @target = target
  end

  def close_over
    objects = elf_files
    objects.each { |file| system('strip', '--strip-unneeded', file, exception: true) }
    needed(objects).each { |path| FileUtils.cp(path, "#{@target}/#{FOLDER}/") }
    # The program's DT_RPATH serves every extension too, and beats LD_LIBRARY_PATH.
    system('patchelf', '--force-rpath', '--set-rpath', "$ORIGIN/../#{FOLDER}", "#{@target}/bin/ruby", exception: true)
  end

  private

  def elf_files
    Dir["#{@target}/**/*.so{,.*}", "#{@target}/bin/ruby"].sort.select do |path|
      File.file?(path) && !File.symlink?(path) && File.binread(path, 4) == "\x7FELF".b
    end
  end

  def needed(objects)
    listing, = Open3.capture2e({ 'LD_LIBRARY_PATH' => "#{@target}/#{FOLDER}" }, 'ldd', *objects)
    listing.scan(%r{=> (/\S+)}).flatten.uniq.sort.reject do |path|
      path.start_with?(@target) || File.basename(path).match?(C_LIBRARY)
    end
  end
end
