# frozen_string_literal: true

# compile.rb: writes each Ruby file of /build/converger as Ruby has it once it is compiled, below compiled/. To be run by the
# Ruby that ships: no other reads this form. It knows the place of its source, which is where machines have the converger.
# Not every byte is the same each time: nothing may go by them.

require 'fileutils'

SOURCE = '/build/converger'
PLACE = '/run/rolebake/converger'

Dir.glob('**/*.rb', base: SOURCE).sort.each do |file|
  place = "#{PLACE}/#{file}"
  form = RubyVM::InstructionSequence.compile(File.read("#{SOURCE}/#{file}", encoding: 'UTF-8'), place, place)
  FileUtils.mkdir_p(File.dirname("#{SOURCE}/compiled/#{file}"))
  File.binwrite("#{SOURCE}/compiled/#{file}", form.to_binary)
rescue SyntaxError
  # What no Ruby reads is left for whoever loads it to complain about.
end
