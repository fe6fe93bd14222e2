# frozen_string_literal: true

# inspec_exec.rb PROFILE LAUNCHED: holds this machine to a profile; prints what came of each control, as a JSON object:
# passed, failed, skipped, or broken by an error of its own.

require 'inspec'
require 'inspec/runner'
require 'json'

ORDER = %w[passed skipped failed].freeze

profile, launched = ARGV
settings = { 'backend' => 'local', 'reporter' => ['json'], 'report' => true, 'input' => ["launched=#{launched}"] }
runner = Inspec::Runner.new(Inspec::Config.new(settings))
runner.add_target(profile)
runner.run

controls = runner.report[:profiles].flat_map { |one| one[:controls] }
outcomes = controls.to_h do |control|
  results = control[:results]
  outcome = results.any? { |one| one[:exception] } ? 'broken' : results.map { |one| one[:status] }.max_by { |one| ORDER.index(one) }
  [control[:id], outcome]
end
puts JSON.generate(outcomes)
