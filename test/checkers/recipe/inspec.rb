# frozen_string_literal: true

# inspec.rb PROFILE...: prints what InSpec complains of in each profile, a line each. It is used as a library, which
# asks nobody for a licence.

require 'inspec'

ARGV.each do |path|
  backend = Inspec::Backend.create(Inspec::Config.mock)
  result = Inspec::Profile.for_target(path, backend: backend, check_mode: true).check
  (result[:errors] + result[:warnings] + result[:offenses]).each do |one|
    puts "#{path}: #{[one[:file], one[:line], one[:msg]].compact.join(':')}"
  end
rescue StandardError, ScriptError => e
  puts "#{path}: #{e.message.lines.first}"
end
