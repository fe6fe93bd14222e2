# frozen_string_literal: true

require 'chef/event_dispatch/dsl'
require 'json'

# Writes what a run did, resource by resource, and why it failed, as one JSON file.
class RunReport
  def initialize(path, trees)
    @path = path
    @trees = trees
    @resources = []
    @failure = nil
  end

  def listen
    report = self
    Chef.event_handler do
      on(:resource_completed) { |resource| report.completed(resource) }
      on(:resource_failed) { |resource, _action, error| report.failed(resource, error) }
      on(:run_completed) { |_node, _status| report.write }
      on(:run_failed) { |error, _status| report.aborted(error) }
    end
  end

  def completed(resource)
    @resources << { name: resource.to_s, changed: resource.updated_by_last_action? == true,
                    seconds: resource.elapsed_time.to_f, **place(resource.source_line) }
  end

  # Of a resource within a resource, the inner one fails first.
  def failed(resource, error)
    @failure ||= { resource: resource.to_s, message: error.message, **place(resource.source_line) }
  end

  def aborted(error)
    @failure ||= { message: "#{error.class}: #{error.message}",
                   **place(error.backtrace&.find { |line| line.start_with?(*@trees) }) }
    write
  end

  def write
    File.write(@path, JSON.generate(resources: @resources, failure: @failure))
  end

  private

  def place(source_line)
    file, line = source_line.to_s.match(/\A(.+?):(\d+)/)&.captures
    file ? { file: file, line: line.to_i } : {}
  end
end
